// Imported before anything else, so it must parse on old versions of Node.
const wanted = [20, 11];
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < wanted[0] || (major === wanted[0] && minor < wanted[1])) {
  process.stderr.write(
    `Parley needs Node ${wanted.join(".")} or newer, and this is Node ${process.versions.node}: install a newer one from https://nodejs.org and start again.\n`,
  );
  process.exit(1);
}

if (process.platform === "win32") {
  process.stderr.write(
    "Parley runs on Linux and macOS: on Windows start it inside WSL, or with docker compose.\n",
  );
  process.exit(1);
}
