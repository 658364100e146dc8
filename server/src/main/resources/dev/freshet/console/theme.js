// Runs before the page is drawn, so that nobody who chose the dark sees a white flash.
{
  const kept = (() => {
    try {
      return localStorage.getItem('freshet-theme');
    } catch {
      return null;
    }
  })();
  if (kept === 'light' || kept === 'dark') document.documentElement.dataset.theme = kept;
}
