// The operator's accent colour, moved until text in it can be read on both schemes (contrast at least 4.5).

const LIGHT_GROUND = [0xf6, 0xf7, 0xf9];
const DARK_GROUND = [0x1f, 0x25, 0x2c];
const LIGHT_CONTRAST_MIN = 4.6;
/** More than needed: on dark ground a colour that just passes looks dull. */
const DARK_CONTRAST_MIN = 6.4;

function parse(hex) {
  const match = /^#?([0-9a-f]{6})$/i.exec(hex ?? "");
  if (!match) return null;
  return [0, 2, 4].map((offset) => parseInt(match[1].slice(offset, offset + 2), 16));
}

/** Relative luminance of WCAG 2, 0 to 1. */
function luminance(rgb) {
  const [r, g, b] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(first, second) {
  const [light, dark] = [luminance(first), luminance(second)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function towards(rgb, target, ground, contrastMin) {
  for (let step = 0; step <= 20; step += 1) {
    const mixed = rgb.map((value) => Math.round(value + (target - value) * (step / 20)));
    if (contrast(mixed, ground) >= contrastMin) return mixed;
  }
  return [target, target, target];
}

const css = (rgb) => `rgb(${rgb.join(" ")})`;

/** Puts the accent on the page; anything but #rrggbb leaves the colour of tokens.css. */
export function applyAccent(hex) {
  const rgb = parse(hex);
  if (!rgb) return;
  const style = document.documentElement.style;
  style.setProperty("--accent-light", css(towards(rgb, 0, LIGHT_GROUND, LIGHT_CONTRAST_MIN)));
  style.setProperty("--accent-dark", css(towards(rgb, 255, DARK_GROUND, DARK_CONTRAST_MIN)));
}
