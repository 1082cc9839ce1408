// When documents have arrived, and when they are at rest: what they show, how long nothing has changed, and what is
// still to come.

// Milliseconds without a change after which what is shown is at rest: a document that its own scripts draw anew …
const REST = 250;
// … one that is usable while something in it still loads …
const USABLE_REST = 400;
// … several documents side by side, of which another might be replaced …
const FRAMES_REST = 100;
// … after an answer that changed nothing to be seen; and when nothing ever comes to rest.
const SILENT_REST = 1000;
const RESTLESS = 3000;
// A frame that does not load is waited for no longer than this, nor is a request of a page that has loaded.
const STRANGER = 2000;
const TICK = 50;

const changesIn = (shown) => shown.reduce((sum, { watch }) => sum + watch.changes(), 0);
const answersIn = (shown) => shown.reduce((sum, { watch }) => sum + watch.answers, 0);
// How many answers were lost that the documents' own scripts asked for, since this was asked last.
const takeLost = (shown) => shown.reduce((sum, { watch }) => {
  const { lost } = watch;
  watch.lost = 0;
  return sum + lost;
}, 0);
const addressesOf = (shown) => shown.map((pane) => pane.window.location.href);

// What a person would call the same: neither boxes nor places.
const textOf = ({ lines, actions }, addresses) => JSON.stringify([addresses, actions.map((action) => action.text),
  lines.map((line) => line.map((cell) => [cell[1], isInput(cell) ? cell[2] : 0]))]);

// How far the documents have come: 2 complete, 1 usable, 0 neither.
const readiness = (windows) => {
  const there = windows.filter(Boolean).map(paneOf);
  if (!there.length) return 0;
  if (windows.length === there.length && there.every((pane) => pane.isComplete())) return 2;
  return there.every((pane) => pane.isUsable()) ? 1 : 0;
};

const lastSign = (shown) => Math.max(0, ...shown.map(({ watch }) => Math.max(watch.changedAt(), watch.answeredAt)));

// Whether documents that came instead of others are what was waited for; `last` says what was seen of them last.
const hasArrived = (windows, shown, token, last) => {
  const ready = readiness(windows);
  if (last.token !== token || last.ready !== ready) Object.assign(last, { token, ready, since: now() });
  if (!ready || shown.some(({ watch }) => watch.isLeaving)) return false;
  const age = now() - last.since;
  const quiet = Math.min(age, now() - lastSign(shown));
  const isAsking = shown.some(({ watch }) => watch.isAsking());
  if (isAsking && age < STRANGER) return false;
  if (isAsking || answersIn(shown)) return quiet >= REST || age > RESTLESS;
  if (ready === 2) return shown.length === 1 || age >= FRAMES_REST;
  if (windows.includes(null) && age < STRANGER) return false;
  return quiet >= USABLE_REST || age > RESTLESS;
};

const quietSince = (shown, begun) => now() - Math.max(begun, lastSign(shown));

// Whether the documents that were there before are at rest.
const isResting = (shown, { begun }) => {
  if (shown.some(({ watch }) => watch.isLeaving || watch.isAsking(begun))) return false;
  return quietSince(shown, begun) >= REST || now() - begun > RESTLESS;
};

// Whether what was typed has had its effect: lists that filter wait for the next letter before they ask.
const isSettled = (shown, state) => isResting(shown, state) &&
  (answersIn(shown) > state.before.answers || now() - state.begun >= SILENT_REST);

// Whether they show something else by now as well.
const isRedrawn = (shown, state) => {
  if (!isResting(shown, state) || now() - state.comparedAt < REST) return false;
  state.comparedAt = now();
  const { look, addresses, answers } = state.before;
  if (textOf(lookAt(shown), addressesOf(shown)) !== textOf(look, addresses)) return true;
  return answersIn(shown) > answers && quietSince(shown, state.begun) >= SILENT_REST;
};

// Why nothing has arrived.
const why = (shown) => JSON.stringify({
  late: true,
  loading: shown.length === 0 || shown.some((pane) => !pane.isUsable()),
  asking: shown.some(({ watch }) => watch.isAsking()),
  leaving: shown.some(({ watch }) => watch.isLeaving),
});
