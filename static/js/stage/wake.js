// Keeps the picture on where the browser can; plain HTTP in a hall cannot, and then a hint says what to do.

export function keepAwake(tell) {
  let lock = null;
  const ask = async () => {
    if (!navigator.wakeLock || document.visibilityState !== "visible" || lock) return;
    try {
      lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", () => {
        lock = null;
      });
      tell(true);
    } catch {
      tell(false);
    }
  };
  tell(Boolean(navigator.wakeLock));
  document.addEventListener("visibilitychange", ask);
  ask();
}
