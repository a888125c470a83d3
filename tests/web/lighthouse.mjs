// Lighthouse on each address given, with one Chromium; a line of JSON for each.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu"];
const chrome = await launch({ chromeFlags: FLAGS });
for (const url of process.argv.slice(2)) {
  const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: "silent" });
  const scores = Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(100 * score)]);
  // The audits that cost a category its 100; performance is made of times, which are not listed.
  const kinds = ["accessibility", "best-practices", "seo"];
  const failed = kinds.flatMap((kind) =>
    lhr.categories[kind].auditRefs
      .filter(({ id, weight }) => weight && (lhr.audits[id].score ?? 1) < 1)
      .map(({ id }) => `${id}: ${JSON.stringify(lhr.audits[id].details?.items ?? [])}`),
  );
  const requests = lhr.audits["network-requests"].details.items.filter(({ url }) => url.startsWith("http"));
  const number = (id) => lhr.audits[id].numericValue;
  console.log(JSON.stringify({
    url,
    ...Object.fromEntries(scores),
    failed,
    requests: requests.length,
    bytes: requests.reduce((sum, { transferSize }) => sum + transferSize, 0),
    fcp: number("first-contentful-paint"),
    lcp: number("largest-contentful-paint"),
    tbt: number("total-blocking-time"),
    cls: number("cumulative-layout-shift"),
  }));
}
chrome.kill();
