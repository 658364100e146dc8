// Numbers as people read them, always with their unit. What the server cannot know is a dash.

const GROUPED = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const PRECISE = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export const UNKNOWN = '–';

const absent = (n) => n === null || n === undefined || Number.isNaN(n);

/** A count: 15,000. */
export function count(n) {
  return absent(n) ? UNKNOWN : GROUPED.format(n);
}

/** A figure of any size with three digits that count: 0.412, 3.4, 12,300. */
export function figure(n) {
  if (absent(n)) return UNKNOWN;
  return Math.abs(n) >= 100 ? GROUPED.format(n) : PRECISE.format(n);
}

/** A large number in short: 15 k, 2.5 M. */
export function short(n) {
  if (absent(n)) return UNKNOWN;
  for (const [size, unit] of [
    [1e9, ' B'],
    [1e6, ' M'],
    [1e3, ' k'],
  ]) {
    if (Math.abs(n) >= size) return PRECISE.format(n / size) + unit;
  }
  return PRECISE.format(n);
}

/** Bytes in powers of 1,024, as [figure, unit]. */
export function bytesOf(n) {
  if (absent(n)) return [UNKNOWN, ''];
  let value = n;
  for (const unit of ['B', 'KiB', 'MiB', 'GiB', 'TiB']) {
    if (Math.abs(value) < 1024 || unit === 'TiB') {
      return [unit === 'B' ? GROUPED.format(value) : PRECISE.format(value), unit];
    }
    value /= 1024;
  }
  return [UNKNOWN, ''];
}

export function bytes(n) {
  return bytesOf(n).join(' ').trim();
}

/** US dollars; cents only below ten. */
export function usd(n) {
  if (absent(n)) return UNKNOWN;
  return '$' + (Math.abs(n) < 10 ? n.toFixed(2) : GROUPED.format(n));
}

/** Seconds as a length of time: 42 s, 5 min, 3 h 20 min. */
export function span(seconds) {
  if (absent(seconds)) return UNKNOWN;
  if (seconds > 0 && seconds < 0.1) return 'under 0.1 s';
  if (seconds < 1) return seconds.toFixed(1) + ' s';
  if (seconds < 120) return Math.round(seconds) + ' s';
  if (seconds < 7200) return Math.round(seconds / 60) + ' min';
  if (seconds < 172800) {
    const minutes = Math.round((seconds % 3600) / 60);
    return Math.floor(seconds / 3600) + ' h' + (minutes ? ` ${minutes} min` : '');
  }
  return Math.round(seconds / 86400) + ' days';
}

export function clock(ms) {
  return absent(ms) ? UNKNOWN : CLOCK.format(ms);
}

export function date(ms) {
  return absent(ms) ? UNKNOWN : DATE.format(ms);
}

/** "1 channel", "2 channels". */
export function many(n, one, more = one + 's') {
  return `${count(n)} ${n === 1 ? one : more}`;
}
