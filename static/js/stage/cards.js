// Statements on the wall: a new card is laid down, the others make room, and when a table has agreed on its
// Zukunftsbild the cards move under the text that grew out of them, sentence by sentence.

import { arrive, stagger } from "./motion.js";

const SENTENCE = 700;
const LONGEST = 4000;

export class Cards {
  remember() {
    this.places = new Map(this.cards.map((card) => [card.id, placeOf(card)]));
    this.picture = this.sentences.map((one) => one.textContent).join(" ");
  }

  move() {
    const fresh = this.cards.filter((card) => !this.places.has(card.id));
    this.cards.forEach((card) => this.places.has(card.id) && makeRoom(card, this.places.get(card.id)));
    fresh.forEach((card, number) => layDown(card, number * stagger(fresh.length, 180, 900)));
    const { sentences } = this;
    if (sentences.map((one) => one.textContent).join(" ") === this.picture) return;
    const pause = stagger(sentences.length, SENTENCE, LONGEST);
    sentences.forEach((one, number) => arrive(one, { opacity: 0 }, { duration: 600, delay: 300 + number * pause }));
  }

  get cards() {
    return [...document.querySelectorAll(".scene .card[id]")];
  }

  get sentences() {
    return [...document.querySelectorAll(".picture [data-sentence]")];
  }
}

function layDown(card, delay) {
  arrive(card, { opacity: 0, transform: "translateY(-2.5rem) rotate(-2.5deg) scale(1.06)" }, { delay });
}

function makeRoom(card, before) {
  const now = placeOf(card);
  const [x, y] = [before.x - now.x, before.y - now.y];
  if (Math.abs(x) < 1 && Math.abs(y) < 1) return;
  const size = now.width ? before.width / now.width : 1;
  arrive(card, { transform: `translate(${x}px, ${y}px) scale(${size})` }, { duration: 700 });
}

// The middle of the card as the page has laid it, whatever moves it at the moment.
function placeOf(card) {
  let [x, y] = [card.offsetWidth / 2, card.offsetHeight / 2];
  for (let at = card; at; at = at.offsetParent) {
    x += at.offsetLeft;
    y += at.offsetTop;
  }
  return { x, y, width: card.offsetWidth };
}
