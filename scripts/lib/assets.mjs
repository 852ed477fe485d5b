import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { inProject } from "./paths.mjs";

const LIBRARY = inProject("node_modules", "@shiguredo", "virtual-background", "dist");
const PLACE = inProject("public", "background-blur");
const ASSET = /\.(wasm|tflite|binarypb)$|_wasm_bin\.js$/;

/** Puts what browsers load of the background blur (model and WebAssembly) where the website serves it. */
export function placeAssets() {
  mkdirSync(PLACE, { recursive: true });
  for (const name of readdirSync(LIBRARY).filter((file) => ASSET.test(file))) {
    const [from, to] = [path.join(LIBRARY, name), path.join(PLACE, name)];
    if (!existsSync(to) || statSync(to).size !== statSync(from).size) copyFileSync(from, to);
  }
}
