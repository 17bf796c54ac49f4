namespace StudioOps.Dashboard.Access;

/// <summary>Asks for the token; works without script.</summary>
internal static class LoginPage
{
    private const string Html = """
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <meta name="color-scheme" content="light dark">
          <title>Dashboard</title>
          <style>
            body { font: 16px/1.5 system-ui, sans-serif; display: grid; place-items: center; min-height: 100vh; margin: 0; }
            main { width: min(24rem, 90vw); }
            label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit; }
            input, button { padding: .5rem .75rem; margin: .25rem 0 1rem; }
          </style>
        </head>
        <body>
          <main>
            <h1>Dashboard</h1>
            <p{ROLE}>{TEXT}</p>
            <form method="post" action="/login">
              <label for="t">Token</label>
              <input id="t" name="t" type="password" autocomplete="off" required autofocus>
              <button>Open</button>
            </form>
          </main>
        </body>
        </html>
        """;

    public static IResult Show(bool wasWrong) => Results.Text(
        Html.Replace("{ROLE}", wasWrong ? " role=\"alert\"" : string.Empty, StringComparison.Ordinal).Replace(
            "{TEXT}", wasWrong ? "That is not the token. The link printed at the start holds it." : "Open the link that was printed at the start, or type its token.", StringComparison.Ordinal),
        "text/html; charset=utf-8",
        statusCode: StatusCodes.Status401Unauthorized);
}
