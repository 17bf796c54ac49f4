namespace StudioOps.Identity.Mail;

/// <summary>What a mail says: plain text, one link, no picture that tells anybody it was opened.</summary>
internal sealed record MailText(string Subject, string Body)
{
    public static MailText Of(AccountMailKind kind, string name, string where, string link) => kind switch
    {
        AccountMailKind.Invitation => new($"Your account for {where}", $"""
            Hello {name},

            an account for {where} was made for you. Choose a password here; the link works once, for seven days:

            {link}

            If you did not expect this, do nothing: without a password nobody can sign in.
            """),
        AccountMailKind.Welcome => new($"You now belong to {where}", $"""
            Hello {name},

            you were added to {where}. Sign in with the e-mail address and password you already have:

            {link}
            """),
        _ => new("Choose a new password", $"""
            Hello {name},

            somebody asked for a new password for your account. If it was you, choose it here; the link works once, for one hour:

            {link}

            If it was not you, do nothing: your password stays as it is.
            """),
    };
}
