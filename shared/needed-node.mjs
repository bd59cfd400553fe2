/**
 * Imported first by every program, before anything that an older Node does not have: ends the process with what to do. Plain
 * JavaScript, because an older Node reads nothing else.
 */
const NEEDED = 24;

if (Number.parseInt(process.versions.node, 10) < NEEDED) {
  process.stderr.write(
    `This needs Node ${NEEDED}, and runs on ${process.versions.node} (${process.execPath}). As a dependency it is enough: ` +
      `npm install --save-dev node@${NEEDED}. Its install script puts it in place, also later: npm rebuild node ` +
      `--ignore-scripts=false. Or install Node ${NEEDED}.\n`,
  );
  process.exit(1);
}
