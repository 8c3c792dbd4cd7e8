// A page that comes back from the browser's memory, by Back or Forward, is fetched again, so that it shows what is there now, and
// nothing to somebody who has signed out.
addEventListener("pageshow", ({persisted}) => {
  if (!persisted) return;
  document.body.hidden = true; // until the answer is there
  location.reload();
});
