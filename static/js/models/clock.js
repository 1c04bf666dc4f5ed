// The hall's time. The server never ticks: it is asked a few times what time it is, and the device counts on from there.

const STALE = 5 * 60 * 1000;

export class ServerClock {
  // device: milliseconds of the device's own clock, which may be wrong by hours.
  constructor(device = () => Date.now(), steady = () => performance.now()) {
    this.device = device;
    this.steady = steady;
    this.offset = 0;
    this.forgetSamples();
  }

  now() {
    return this.device() + this.offset;
  }

  // The page says when it was rendered; age is how long ago its first byte came.
  startFrom(rendered, age = 0) {
    if (!Number.isFinite(rendered) || rendered <= 0) return;
    this.offset = rendered + age - this.device();
    this.forgetSamples();
  }

  // One question and answer; the quickest one of the last minutes is the most exact. Times are device times.
  learn(serverNow, sent, received) {
    const trip = received - sent;
    const outdated = received - this.learnedAt > STALE || this.hasJumped();
    if (!Number.isFinite(serverNow) || trip < 0 || (trip > this.bestTrip && !outdated)) return false;
    this.offset = serverNow + trip / 2 - received;
    this.bestTrip = trip;
    this.learnedAt = received;
    this.drift = this.device() - this.steady();
    return true;
  }

  forgetSamples() {
    this.bestTrip = Infinity;
    this.learnedAt = -Infinity;
    this.drift = this.device() - this.steady();
  }

  // Somebody set the device's clock, or it slept: the offset has to be measured again.
  hasJumped() {
    return Math.abs(this.device() - this.steady() - this.drift) > 1000;
  }
}

// 23:14, with hours 1:02:10, past the end +1:05.
export function formatCountdown(left) {
  return left < 0 ? `+${figures(Math.floor(-left / 1000))}` : figures(Math.ceil(left / 1000));
}

function figures(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

// HH:MM at a place so many minutes east of Greenwich; without that, at the device's own place.
export function timeOfDay(instant, minutesEast = null) {
  const east = minutesEast === null ? -new Date(instant).getTimezoneOffset() : minutesEast;
  return new Date(instant + east * 60000).toISOString().slice(11, 16);
}

// The boundary was crossed just now, while somebody was looking; not when a page is opened or wakes later.
export function justPassed(boundary, before, left) {
  return before !== null && before > boundary && left <= boundary && left > boundary - 2000;
}
