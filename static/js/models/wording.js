// The gentle check for a Zukunftsbild: words of wish, duty or future where a picture in the present is meant.
// Same rules under the same names as facilitation/wording.py; a test compares them, so change both.

const WORD = "[A-Za-zÀ-ÖØ-öø-žẞ\\u0300-\\u036f]+(?:[-*:_'’][A-Za-zÀ-ÖØ-öø-žẞ\\u0300-\\u036f]+)*";
const CLAUSE_BREAK = "[.,;:!?…()\\[\\]{}\"„“”»«›‹|/\\n\\r–—•]| - ";
const SENTENCE_BREAK = "[.:!?…\"„“”»«›‹\\n\\r•]";
const BLANK = "^[ \\t\\u00a0\\u202f]+$";
const CAPITAL = "^[A-ZÀ-ÖØ-ÞẞŒŠŽ]";
const NOUN_CASE = "^[A-ZÀ-ÖØ-ÞẞŒŠŽ][^A-ZÀ-ÖØ-ÞẞŒŠŽ]*$";

const DUTY = "^(?:soll(?:st|t|en|te|test|tet|ten)?|mu(?:ss|ß)t?|m(?:ü|ue)(?:ss|ß)(?:en|t|te|test|tet|ten))$";
const POSSIBILITY = "^k(?:ö|oe)nnte(?:n|st|t)?$";
const WISH = "^(?:w(?:ü|ue)rde(?:n|st|t)?|m(?:ö|oe)chte(?:n|st|t)?|w(?:ü|ue)nsche|hoffentlich)$";
// In the middle of a sentence a capital makes these a noun: ein Muss, das Soll, in Würde, die Wünsche.
const ALSO_NOUN = "^(?:soll|muss|muß|w(?:ü|ue)rden?|w(?:ü|ue)nsche)$";
// These are nouns at the beginning as well, unless a wish is spelled out after them.
const ALWAYS_NOUN = "^(?:w(?:ü|ue)rde|w(?:ü|ue)nsche)$";
const MYSELF = "^(?:mir|uns)$";
const WISHING = "^w(?:ü|ue)nschen$";
const WISHER = "^(?:ich|mir|wir|uns|sich)$";
const WISH_OF_ANYBODY = "^m(?:ö|oe)chten?$";
const ANYBODY = "^wer$";

const WILL = "^(?:wird|werde|werden|wirst|werdet)$";
const AND = "^(?:und|oder|sowie|aber)$";
const SUBORDINATE = "^(?:dass|daß|damit|weil|wenn|sodass|obwohl|ob)$";
const FINITE =
  "^(?:kannst|kann|könn(?:en|t|te|ten)|darf|dürf(?:en|te|ten)|will|wollen|mag|mögen|möchten?|" +
  "soll(?:en|te|ten)?|muss|müss(?:en|te|ten))$";
const INFINITIVE = "^(?:[a-zäöüß]{2,}(?:en|eln|ern)|tun|sein)$";
const NOT_INFINITIVE =
  "^(?:allen|vielen|beiden|wenigen|einigen|manchen|mehreren|anderen|andern|ihnen|denen|jeden|jenen|" +
  "diesen|welchen|solchen|einen|keinen|meinen|deinen|seinen|ihren|unseren|unsern|euren|innen|außen|oben|unten|" +
  "hinten|vorn|drinnen|draußen|mitten|neben|eben|gegen|wegen|zwischen|inzwischen|indessen|stattdessen|" +
  "infolgedessen|deswegen|meinetwegen|unterdessen|bisschen|morgen|gestern|gern|ungern|fern|sofern|insofern|" +
  "sondern|extern|intern|modern|nüchtern|offen|selten|trocken|eigen|zufrieden|unzufrieden|verschieden|" +
  "bescheiden|erwachsen|willkommen|vollkommen|golden|sieben|zusammen|zugegen|ungezwungen|worden|" +
  "könnten|konnten|sollten|müssten|dürften|wollten|möchten|würden)$";
const ZU = "^zu$";

// Participles ending in -en look like infinitives. With a changed stem they are told by it, with an unchanged
// one (gegeben, erhalten) by the prefix; where both readings are possible (erhalten, verlassen) we keep quiet.
const CHANGED =
  "(?:bissen|blichen|blieben|bogen|boren|borgen|boten|brannten|brochen|bunden|dorben|droschen|drossen|drungen|" +
  "flochten|flogen|flohen|flossen|fochten|fohlen|froren|funden|gangen|glichen|glitten|golten|gonnen|gossen|" +
  "griffen|hangen|hoben|holfen|klungen|kniffen|krochen|liehen|litten|logen|loren|loschen|lungen|mieden|molken|" +
  "koren|nommen|nossen|pfiffen|priesen|quollen|rieben|rissen|ritten|rochen|ronnen|rungen|schieden|schienen|" +
  "schlichen|schliffen|schlossen|schlungen|schmissen|schmolzen|schnitten|schoben|scholten|schoren|schossen|" +
  "schrieben|schrien|schritten|schrocken|schwiegen|schwollen|schwommen|schworen|schwunden|schwungen|sessen|" +
  "soffen|sonnen|sotten|sponnen|sprochen|sprossen|sprungen|standen|stiegen|stochen|stohlen|storben|strichen|" +
  "stritten|stunken|sungen|sunken|trieben|troffen|trogen|trunken|wichen|wiesen|woben|wogen|wonnen|worben|" +
  "worfen|wrungen|wunden|zogen|zwungen)";
const SAME_AFTER_GE =
  "(?:backen|beten|blasen|braten|fahren|fallen|fangen|fressen|geben|gessen|graben|halten|hauen|heißen|kommen|" +
  "laden|lassen|laufen|legen|lesen|mahlen|messen|raten|rufen|salzen|schaffen|schlafen|schlagen|sehen|spalten|" +
  "stoßen|tragen|treten|wachsen|waschen)";
const SAME_AFTER_PREFIX =
  "(?:blasen|fahren|fangen|geben|gessen|graben|halten|laden|lassen|lesen|messen|raten|rufen|schlagen|sehen|" +
  "stoßen|tragen|treten|waschen)";
const PARTICIPLE_GE = "ge(?:" + CHANGED + "|" + SAME_AFTER_GE + ")$";
const PARTICIPLE_PREFIX =
  "^(?:an|ab|auf|aus|bei|ein|mit|nach|vor|weiter|wieder|zurück|wert){0,2}" +
  "(?:be|emp|ent|er|ge|hinter|miss|über|um|unter|ver|wider|durch|zer)" +
  "(?:" + CHANGED + "|" + SAME_AFTER_PREFIX + "|tan)$";

const GERMAN = /^de(?:[-_]|$)/;

/**
 * The words of a German text that are not a picture in the present, in reading order: {word, start, end, kind}
 * with kind "wish", "duty", "possibility" or "future". Positions count characters as Python does, so slice
 * Array.from(text) rather than text, where an emoji is two units.
 */
export function findings(text, lang = "de") {
  if (!GERMAN.test(lang)) return [];
  const characters = Array.from(text);
  const words = wordsOf(text);
  const found = [];
  words.forEach((word, index) => {
    const kind = kindOf(words, index);
    if (kind) {
      found.push({ word: word.text, start: word.start, end: word.end, kind });
    } else if (isInZukunft(words, index)) {
      const end = words[index + 1].end;
      found.push({ word: characters.slice(word.start, end).join(""), start: word.start, end, kind: "future" });
    }
  });
  return found;
}

function wordsOf(text) {
  const words = [];
  let clause = 0;
  let lastUnit = 0;
  let lastEnd = 0;
  for (const match of text.matchAll(new RegExp(WORD, "g"))) {
    const gap = text.slice(lastUnit, match.index);
    const start = lastEnd + Array.from(gap).length;
    const word = {
      text: match[0],
      written: match[0].normalize("NFC"),
      plain: match[0].normalize("NFC").toLowerCase(),
      start,
      end: start + match[0].length,
      opensSentence: words.length === 0 || fits(gap, SENTENCE_BREAK),
      followsBlank: fits(gap, BLANK),
    };
    if (fits(word.plain, SUBORDINATE) || fits(gap, CLAUSE_BREAK)) clause += 1;
    word.clause = clause;
    words.push(word);
    lastUnit = match.index + match[0].length;
    lastEnd = word.end;
  }
  return words;
}

function kindOf(words, index) {
  const { plain } = words[index];
  if (fits(plain, WILL)) return isFuture(words, index) ? "future" : null;
  if (isNoun(words, index)) return null;
  if (fits(plain, DUTY)) return "duty";
  if (fits(plain, POSSIBILITY)) return "possibility";
  if (fits(plain, WISHING)) return clauseHas(words, index, WISHER) ? "wish" : null;
  if (!fits(plain, WISH)) return null;
  return fits(plain, WISH_OF_ANYBODY) && clauseHas(words, index, ANYBODY) ? null : "wish";
}

function isNoun(words, index) {
  const word = words[index];
  if (!fits(word.plain, ALSO_NOUN) || !fits(word.written, NOUN_CASE)) return false;
  if (!word.opensSentence) return true;
  const next = words[index + 1];
  return fits(word.plain, ALWAYS_NOUN) && !(next && fits(next.plain, MYSELF));
}

function isInZukunft(words, index) {
  const next = words[index + 1];
  return Boolean(next) && next.followsBlank && words[index].plain === "in" && next.plain === "zukunft";
}

// Werden with an infinitive that closes the clause (wird fahren), or stands before it (fahren wird).
function isFuture(words, index) {
  const { clause } = words[index];
  let last = index;
  while (last + 1 < words.length && words[last + 1].clause === clause) last += 1;
  if (last === index || fits(words[index + 1].plain, AND)) {
    return index > 0 && words[index - 1].clause === clause && isInfinitive(words, index - 1);
  }
  if (isUnderAModal(words, index, last)) return false;
  for (let end = index + 1; end <= last; end += 1) {
    if (fits(words[end].plain, FINITE) && end !== last) return false;
    if (fits(words[end].plain, AND) && !fits(words[end - 1].written, CAPITAL)) return isInfinitive(words, end - 1);
  }
  return isInfinitive(words, last);
}

// Here werden is an infinitive itself: kann besser werden, umgesetzt werden soll.
function isUnderAModal(words, index, last) {
  const { clause, plain } = words[index];
  const before = words.slice(0, index).some((word) => word.clause === clause && fits(word.plain, FINITE));
  return plain === "werden" && (before || (last === index + 1 && fits(words[last].plain, FINITE)));
}

function isInfinitive(words, index) {
  const { plain, written } = words[index];
  if (fits(written, CAPITAL) || !fits(plain, INFINITIVE) || fits(plain, NOT_INFINITIVE)) return false;
  if (fits(plain, PARTICIPLE_GE) || fits(plain, PARTICIPLE_PREFIX)) return false;
  return !(index > 0 && fits(words[index - 1].plain, ZU));
}

function clauseHas(words, index, rule) {
  return words.some((word) => word.clause === words[index].clause && fits(word.plain, rule));
}

function fits(text, rule) {
  return new RegExp(rule).test(text);
}
