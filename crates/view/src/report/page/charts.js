// A figure to a picture of its own, as SVG or PNG: the shapes and words that are on the page, where they are.

/** What is on the page and not in a picture. */
const LEFT_OUT = "details, .take, .here, .hidden, .hit, title, defs, marker";

const MARGIN = 24;

/** Pixels of a PNG for each of the page's. */
const SHARPNESS = 2;

const pixel = el("canvas", { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });

/** A colour as every program writes it, and how much covers what is below it. */
function colourOf(css) {
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = css;
  pixel.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
  return { colour: `#${[red, green, blue].map((value) => value.toString(16).padStart(2, "0")).join("")}`, opacity: alpha / 255 };
}

/** The lines of a text node, as they are broken on the page: what they say, and their boxes. */
function linesOf(node) {
  const lines = [];
  const range = document.createRange();
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const box = range.getBoundingClientRect();
    const last = lines.at(-1);
    if (last && Math.abs(last.top - box.top) < box.height / 2) {
      last.text += ` ${word}`;
      last.right = box.right;
    } else if (box.width) lines.push({ text: word, left: box.left, right: box.right, top: box.top, height: box.height });
  }
  return lines;
}

/** What a figure shows: rectangles, paths and lines of text, and how large it is with a heading and its note. */
class Picture {
  constructor(figure) {
    this.title = figure.getAttribute("aria-label");
    this.shapes = [];
    for (const scroll of figure.querySelectorAll(".scroll")) scroll.scrollLeft = 0;
    const { left, top, right } = figure.getBoundingClientRect();
    const style = getComputedStyle(figure);
    this.ground = colourOf(getComputedStyle(document.body).backgroundColor).colour;
    const font = { family: style.fontFamily, size: 17, weight: "600" };
    const heading = font.size * 2;
    this.shift = [MARGIN - left, MARGIN + heading - top];
    this.shapes.push({ kind: "text", text: this.title, x: MARGIN, y: MARGIN + font.size * 0.8, anchor: "start", font, ...colourOf(style.color) });
    this.right = right + this.shift[0];
    this.bottom = 0;
    this.walk(figure);
    const source = { kind: "text", text: `${title} · made with inquit`, x: MARGIN, anchor: "start", font: { ...font, size: 11, weight: "400" } };
    const quiet = getComputedStyle(figure.querySelector("figcaption, .quiet, summary") ?? figure).color;
    this.shapes.push({ ...source, y: this.bottom + 26, ...colourOf(quiet) });
    this.width = Math.ceil(this.right + MARGIN);
    this.height = Math.ceil(this.bottom + 26 + MARGIN);
  }

  walk(element) {
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) this.write(node, element);
      if (node.nodeType !== Node.ELEMENT_NODE || node.matches(LEFT_OUT) || !node.getClientRects().length) continue;
      if (node instanceof SVGPathElement) this.path(node);
      else this.box(node);
      this.walk(node);
    }
  }

  reach(right, bottom) {
    this.right = Math.max(this.right, right + this.shift[0]);
    this.bottom = Math.max(this.bottom, bottom + this.shift[1]);
  }

  box(element) {
    const style = getComputedStyle(element);
    const { colour, opacity } = colourOf(element instanceof SVGRectElement ? style.fill : style.backgroundColor);
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
    if (width && height && !element.matches(".scroll")) this.reach(right, bottom);
    if (opacity && width && height && (element instanceof SVGRectElement || !(element instanceof SVGElement))) {
      this.shapes.push({ kind: "rect", x: left + this.shift[0], y: top + this.shift[1], width, height, colour, opacity });
    }
    const line = element.matches(".plot > svg:not(.axis)") && colourOf(style.borderBottomColor);
    if (line) this.shapes.push({ kind: "rect", x: left + this.shift[0], y: bottom - 1 + this.shift[1], width, height: 1, ...line });
  }

  path(element) {
    const style = getComputedStyle(element);
    const at = element.getScreenCTM();
    const matrix = [at.a, at.b, at.c, at.d, at.e + this.shift[0], at.f + this.shift[1]];
    const stroke = colourOf(style.stroke);
    const d = element.getAttribute("d");
    const opacity = stroke.opacity * Number(style.strokeOpacity);
    const dash = style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(/[ ,]+/).map(parseFloat);
    this.shapes.push({ kind: "line", d, matrix, colour: stroke.colour, opacity, width: parseFloat(style.strokeWidth), dash });
    if (!element.hasAttribute("marker-end")) return;
    // The tip of an arrow, turned as the line ends.
    const length = element.getTotalLength();
    const [before, end] = [element.getPointAtLength(length - 1), element.getPointAtLength(length)];
    const turn = (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI;
    const tip = new DOMMatrix(matrix).translate(end.x, end.y).rotate(turn).scale(1.125).translate(-7, -4);
    this.shapes.push({ kind: "area", d: "M0 0L8 4L0 8z", matrix: [tip.a, tip.b, tip.c, tip.d, tip.e, tip.f], colour: colourOf(getComputedStyle(document.querySelector(".tip")).fill).colour, opacity: 1 });
  }

  write(node, parent) {
    const style = getComputedStyle(parent);
    const inSvg = parent instanceof SVGElement;
    const font = { family: style.fontFamily, size: parseFloat(style.fontSize), weight: style.fontWeight };
    const align = inSvg ? style.textAnchor : { right: "end", end: "end", center: "middle" }[style.textAlign] ?? "start";
    const clip = parent.closest(".arcs li")?.getBoundingClientRect();
    pixel.font = `${font.weight} ${font.size}px ${font.family}`;
    const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = pixel.measureText("x");
    for (const line of linesOf(node)) {
      let { text, left, right, top, height } = line;
      if (clip && left < clip.left - 1) {
        left = clip.left;
      }
      if (clip && right > clip.right + 1) {
        right = clip.right;
        while (text && pixel.measureText(`${text}…`).width > right - left) text = text.slice(0, -1);
        text += "…";
      }
      const x = { start: left, middle: (left + right) / 2, end: right }[align] + this.shift[0];
      const y = top + (height - up - down) / 2 + up + this.shift[1];
      this.reach(right, top + height);
      this.shapes.push({ kind: "text", text, x, y, anchor: align, font, ...colourOf(inSvg ? style.fill : style.color) });
    }
  }

  svg() {
    const round = (value) => Math.round(value * 100) / 100;
    const paint = ({ colour, opacity }, of) => `${of}="${colour}"${opacity < 1 ? ` ${of}-opacity="${round(opacity)}"` : ""}`;
    const drawn = this.shapes.map((shape) => {
      const matrix = shape.matrix && `matrix(${shape.matrix.map(round).join(" ")})`;
      switch (shape.kind) {
        case "rect":
          return `<rect x="${round(shape.x)}" y="${round(shape.y)}" width="${round(shape.width)}" height="${round(shape.height)}" ${paint(shape, "fill")}/>`;
        case "line":
          return `<path d="${shape.d}" transform="${matrix}" fill="none" ${paint(shape, "stroke")} stroke-width="${shape.width}" vector-effect="non-scaling-stroke"${shape.dash.length ? ` stroke-dasharray="${shape.dash.join(" ")}"` : ""}/>`;
        case "area":
          return `<path d="${shape.d}" transform="${matrix}" ${paint(shape, "fill")}/>`;
        default: {
          const { family, size, weight } = shape.font;
          return `<text x="${round(shape.x)}" y="${round(shape.y)}" font-family="${inXml(family)}" font-size="${size}" font-weight="${weight}" text-anchor="${shape.anchor}" ${paint(shape, "fill")}>${inXml(shape.text)}</text>`;
        }
      }
    });
    const { width, height, ground } = this;
    const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
    const lines = [head, `<title>${inXml(this.title)}</title>`, `<rect width="${width}" height="${height}" fill="${ground}"/>`, ...drawn, "</svg>"];
    return new Blob([`${lines.join("\n")}\n`], { type: "image/svg+xml" });
  }

  png() {
    const canvas = el("canvas", { width: this.width * SHARPNESS, height: this.height * SHARPNESS });
    const brush = canvas.getContext("2d");
    const scale = new DOMMatrix().scale(SHARPNESS);
    brush.setTransform(scale);
    brush.fillStyle = this.ground;
    brush.fillRect(0, 0, this.width, this.height);
    for (const shape of this.shapes) {
      brush.globalAlpha = shape.opacity;
      brush.fillStyle = brush.strokeStyle = shape.colour;
      // A path is placed, not the brush, whose strokes would be stretched with it.
      const path = new Path2D();
      if (shape.d) path.addPath(new Path2D(shape.d), new DOMMatrix(shape.matrix));
      if (shape.kind === "rect") brush.fillRect(shape.x, shape.y, shape.width, shape.height);
      else if (shape.kind === "area") brush.fill(path);
      else if (shape.kind === "line") {
        brush.lineWidth = shape.width;
        brush.setLineDash(shape.dash);
        brush.stroke(path);
      } else {
        brush.font = `${shape.font.weight} ${shape.font.size}px ${shape.font.family}`;
        brush.textAlign = { start: "left", middle: "center", end: "right" }[shape.anchor];
        brush.fillText(shape.text, shape.x, shape.y);
      }
    }
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }
}

/** Puts under each figure what saves it as a picture. */
function addPictures() {
  for (const figure of corpus.querySelectorAll("figure")) {
    const label = figure.getAttribute("aria-label");
    const name = label.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
    const button = (type) => {
      const made = el("button", { type: "button", class: "plain", "aria-label": `Save “${label}” as ${type.toUpperCase()}` }, type.toUpperCase());
      made.addEventListener("click", async () => {
        save(await new Picture(figure)[type](), `${name}.${type}`);
        say(`${name}.${type} is made`);
      });
      return made;
    };
    const details = figure.querySelector("details");
    const take = el("p", { class: "take" }, button("svg"), button("png"));
    if (details) details.before(take);
    else figure.append(take);
  }
}
