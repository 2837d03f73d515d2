// The browser is found on the machine or comes from the npm package @sparticuz/chromium; puppeteer must not download one.
module.exports = { skipDownload: true };
