// Which questions of a form are asked, given the answers to those before: the same rules as on the server.
// questions: [{key, when, answers: [..], next}]; answers: {key: answer}. Returns the keys in order.

export function asked(questions, answers) {
  const found = [];
  let skippedTo = "";
  for (const { key, when, answers: wanted, next } of questions) {
    if (skippedTo && key !== skippedTo) continue;
    skippedTo = "";
    if (when && !(found.includes(when) && wanted.includes(answers[when]))) continue;
    found.push(key);
    skippedTo = next;
  }
  return found;
}
