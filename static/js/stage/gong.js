// The gong: two struck tones made in code, at five minutes and at the end. Browsers want one click before any sound.

const STRIKE = 1.6;
const TONES = [523.25, 392];
const PARTIALS = [[1, 0.5], [2.76, 0.18], [5.4, 0.06]];

export function startGong(button) {
  let sound = null;
  button.addEventListener("click", async () => {
    const Context = window.AudioContext || window.webkitAudioContext;
    if (!Context) return;
    if (sound === null) {
      sound = new Context();
      await sound.resume();
      strike(sound, TONES[0], sound.currentTime, 0.4);
    } else if (sound.state === "running") {
      await sound.suspend();
    } else {
      await sound.resume();
    }
    show(button, sound.state === "running");
  });
  const ring = (times) => {
    if (sound !== null && sound.state === "running") gong(sound, times);
  };
  document.addEventListener("clock:five", () => ring(1));
  document.addEventListener("clock:end", () => ring(2));
}

// High and low, so many times.
export function gong(sound, times) {
  const begin = sound.currentTime + 0.05;
  for (let time = 0; time < times; time += 1) {
    TONES.forEach((tone, place) => strike(sound, tone, begin + (time * TONES.length + place) * STRIKE * 0.6, 1));
  }
}

export function strike(sound, tone, at, loudness) {
  PARTIALS.forEach(([ratio, part]) => {
    const voice = sound.createOscillator();
    const level = sound.createGain();
    voice.frequency.value = tone * ratio;
    level.gain.setValueAtTime(0.0001, at);
    level.gain.exponentialRampToValueAtTime(part * loudness, at + 0.01);
    level.gain.exponentialRampToValueAtTime(0.0001, at + STRIKE / Math.sqrt(ratio));
    voice.connect(level).connect(sound.destination);
    voice.start(at);
    voice.stop(at + STRIKE);
  });
}

function show(button, on) {
  const label = button.querySelector("span");
  button.dataset.wordsOff = button.dataset.wordsOff || label.textContent;
  label.textContent = on ? button.dataset.wordsOn : button.dataset.wordsOff;
  button.setAttribute("aria-pressed", String(on));
}
