/** HOW_TO_BUILD is the page of a dashboard whose page has not been built. */
export const HOW_TO_BUILD = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Switchyard</title>
  </head>
  <body>
    <h1>The page has not been built</h1>
    <p>The dashboard's server runs. Build its page and reload:</p>
    <pre>make build</pre>
  </body>
</html>
`;
