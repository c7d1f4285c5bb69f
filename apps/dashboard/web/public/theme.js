// Before the first paint, so that nobody sees the other theme flash. Without a choice the system's holds.
{
  const chosen = localStorage.getItem('switchyard.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
}
