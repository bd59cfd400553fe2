/** Unpacks the files in its arguments into the folder for temporary files. */
import { inflate } from '@sparticuz/chromium';

await Promise.all(process.argv.slice(2).map((file) => inflate(file)));
