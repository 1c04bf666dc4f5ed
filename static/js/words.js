// Every German word the scripts say. The page may carry <script type="application/json" id="words"> with
// translations, its keys being these sentences.

export const german = {
  noConnection: "Gerade keine Verbindung. Bitte drücken Sie gleich noch einmal.",
  serverTrouble: "Beim Server klemmt es gerade. Bitte drücken Sie gleich noch einmal.",
  savedInTrouble: "Beim Server klemmt es gerade. Ihr Telefon merkt sich alles und sendet es von selbst.",
  refused: "Das wurde nicht angenommen. Laden Sie die Seite neu und versuchen Sie es noch einmal.",
  undo: "Rückgängig",
  savedHere: "Gerade keine Verbindung. Ihr Telefon merkt sich alles und sendet es von selbst.",
  savedAt: "gespeichert um {time} Uhr",
  saved: "Gespeichert.",
  fetchText: "Text zurückholen",
  discard: "Verwerfen",
  countOf: "{count} von {max}",
  minutesLeft: "noch {n} Minuten",
  minuteLeft: "noch eine Minute",
  secondsLeft: "weniger als eine Minute",
  timeOver: "Die Zeit ist um.",
  left: "noch {t}",
  over: "seit {t} über der Zeit",
  fiveMinutes: "Noch 5 Minuten.",
  oneMinute: "Noch 1 Minute.",
  halfTime: "Halbzeit. Noch {n} Minuten.",
  twoMinutes: "Noch 2 Minuten.",
  pointsOf: "{n} von {cap} Punkten",
  pointOf: "{n} von 1 Punkt",
  pointLeft: "1 Punkt übrig",
  pointsLeft: "{n} Punkte übrig",
  pointSpent: "Ihr Punkt ist verteilt. Nehmen Sie ihn zuerst weg.",
  pointsSpent: "Ihre {n} Punkte sind verteilt. Nehmen Sie zuerst irgendwo einen Punkt weg.",
  capReached: "Ein Werkzeug kann höchstens {n} Punkte bekommen.",
  capOne: "Ein Werkzeug kann höchstens einen Punkt bekommen.",
  nothingToTake: "Hier liegt noch kein Punkt.",
  abstainSure: "Ihre Punkte zählen dann nicht. Drücken Sie noch einmal, wenn Sie sich enthalten.",
  ballotCast: "Ihr Stimmzettel ist abgegeben.",
  ballotAbstained: "Ihre Enthaltung ist abgegeben.",
  ballotNumber: "Ihr Stimmzettel ist abgegeben. Seine Prüfnummer ist {fingerprint}.",
  month: "Monat {n}",
  bar: "Balken",
  markMonth: "Kreuz",
  barMonth: "Balken",
  clearMonth: "Leeren",
  noteMonth: "Vermerk",
};

const NUMBERS = " einen zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split(" ");
let translations = null;

export function words(name, values = {}) {
  const sentence = translate(german[name]);
  return fill(sentence, values);
}

export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// fünf, where the page is German and the number has a short word; else the figure, as in Leichte Sprache.
export function inWords(number) {
  return (document.body.dataset.lang || "de") === "de" && NUMBERS[number] ? NUMBERS[number] : String(number);
}

function translate(sentence) {
  if (translations === null) {
    const block = document.getElementById("words");
    translations = block ? JSON.parse(block.textContent) : {};
  }
  return translations[sentence] || sentence;
}
