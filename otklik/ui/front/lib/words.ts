/** The few words that scripts put together themselves; translated by the server. */

let cached: Record<string, string> | undefined;

/** Returns a sentence of `<meta name="ok-words">` with `%(name)s` replaced. */
export function say(key: string, values: Record<string, string | number> = {}): string {
  cached ??= JSON.parse(
    document.querySelector<HTMLMetaElement>('meta[name="ok-words"]')?.content ?? "{}",
  ) as Record<string, string>;
  const pattern = cached[key] ?? "";
  return pattern.replace(/%\((\w+)\)s/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Returns minutes in words, as `parts.words.duration` does on the server. */
export function duration(minutes: number): string {
  const sign = minutes < 0 ? "\u2212" : "";
  const all = Math.abs(minutes);
  const hours = Math.floor(all / 60);
  const rest = all % 60;
  if (hours === 0) {
    return sign + say("minutes", { minutes: rest });
  }
  if (rest === 0 || all >= 48 * 60) {
    return sign + say("hours", { hours });
  }
  return sign + say("hoursMinutes", { hours, minutes: rest });
}

/** Returns the time of day of the browser, such as 13:38. */
export function clock(moment = new Date()): string {
  return moment.toLocaleTimeString("ru", { hour: "2-digit", minute: "2-digit" });
}

/** Returns a size in bytes in words, as `parts.words.file_size` does on the server. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) {
    return say("bytes", { size: bytes });
  }
  const kilobytes = bytes / 1024;
  if (kilobytes < 1024) {
    return say("kilobytes", { size: Math.round(kilobytes) });
  }
  const megabytes = kilobytes / 1024;
  const size = megabytes.toLocaleString(document.documentElement.lang || "en", {
    maximumFractionDigits: megabytes < 10 ? 1 : 0,
  });
  return say("megabytes", { size });
}
