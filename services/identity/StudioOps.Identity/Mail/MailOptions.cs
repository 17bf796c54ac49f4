using System.ComponentModel.DataAnnotations;
using System.Net.Mail;

namespace StudioOps.Identity.Mail;

internal sealed record MailOptions : IValidatableObject
{
    /// <summary><c>smtp://[user:password@]host[:port]</c>, or <c>smtps://</c> for STARTTLS; none: invitations and resets wait until there is one.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Sender of mail about accounts.</summary>
    [Required]
    public string From { get; init; } = "StudioOps <accounts@studioops.example>";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Endpoint is not null && (!Endpoint.IsAbsoluteUri || Endpoint.Scheme is not ("smtp" or "smtps")))
        {
            yield return new ValidationResult("Mail:Endpoint is smtp://host:port or smtps://host:port.", [nameof(Endpoint)]);
        }

        if (!MailAddress.TryCreate(From, out _))
        {
            yield return new ValidationResult("Mail:From is not a mail address.", [nameof(From)]);
        }
    }
}
