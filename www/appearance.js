// Sets theme and layout before the first paint: it runs before anything is drawn, and the page's code
// calls it again when the reader chooses otherwise. What was chosen is kept as `name=value;name=value`
// (src/app/state/preferences.rs writes and reads it); nothing chosen is the style sheets' own.

(() => {
  const NAME = "restante.appearance";
  const CHOICES = ["density", "arrangement"];
  const SIZES = ["sidebar", "list-width", "list-height"];
  // Those that there are words for, English first: it is in the program itself. The others are in /locales.
  const LANGUAGES = ["en", "de", "es", "fr", "ja", "zh", "ar"];
  const root = document.documentElement;
  // What the browser's own parts around the page are tinted with: the style sheets' paper.
  const PAPER = { light: "#f9f6f1", dark: "#0f1216" };
  const darkness = matchMedia("(prefers-color-scheme: dark)");
  let theme;

  const paint = () => {
    root.dataset.theme = theme ?? (darkness.matches ? "dark" : "light");
    for (const tint of document.querySelectorAll("meta[name=theme-color]")) tint.content = PAPER[root.dataset.theme];
  };

  const apply = (kept) => {
    const chosen = new Map(kept.split(";").map((part) => part.split("=")));
    theme = ["light", "dark"].find((name) => name === chosen.get("theme"));
    const asked = [chosen.get("language"), ...navigator.languages.map((tag) => tag.split("-")[0])];
    root.lang = asked.find((tag) => LANGUAGES.includes(tag)) ?? LANGUAGES[0];
    root.dir = root.lang === "ar" ? "rtl" : "ltr";
    for (const name of CHOICES) {
      const value = chosen.get(name);
      if (value) root.dataset[name] = value;
      else delete root.dataset[name];
    }
    for (const name of SIZES) {
      const pixels = Number.parseInt(chosen.get(name), 10);
      if (pixels > 0) root.style.setProperty(`--chosen-${name}`, `${pixels}px`);
      else root.style.removeProperty(`--chosen-${name}`);
    }
    paint();
  };

  let kept = "";
  try {
    kept = localStorage.getItem(NAME) ?? "";
  } catch {
    // The reader lets no site store anything: the page says so itself.
  }
  apply(kept);
  if (root.lang !== LANGUAGES[0]) {
    const words = document.createElement("link");
    Object.assign(words, { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: `/locales/${root.lang}.json` });
    document.head.append(words);
  }
  darkness.addEventListener("change", paint);
  globalThis.restanteAppearance = apply;
})();
