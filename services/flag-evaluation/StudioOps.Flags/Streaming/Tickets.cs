using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using StudioOps.Standing;
using StudioOps.Tokens;

namespace StudioOps.Flags.Streaming;

/// <summary>Makes and checks tickets. For one bearer, tenant and epoch it is always the same text, so that a client keeps the stream it has.</summary>
internal sealed class Tickets(IOptions<StreamOptions> options, StandingBook book, TimeProvider clock)
{
    private readonly byte[] _key = SHA256.HashData(Encoding.UTF8.GetBytes("studioops flag stream ticket:" + options.Value.TicketKey));
    private readonly long _epoch = Math.Max(1, (long)options.Value.TicketEpoch.TotalSeconds);

    /// <summary>All that a ticket hangs on besides who and whose: an answer that carries one changes when this does.</summary>
    public string Stamp(AccessToken token) => $"{Epoch()}.{book.RevisionOf(Bearer.Of(token))}.{Convert.ToHexStringLower(_key.AsSpan(0, 4))}";

    public string Issue(AccessToken token, Guid tenant)
    {
        var payload = Encoding.UTF8.GetBytes(Ticket.For(token, tenant, book, (Epoch() + 2) * _epoch).Write());
        return $"{Base64Url.EncodeToString(payload)}.{Base64Url.EncodeToString(HMACSHA256.HashData(_key, payload))}";
    }

    /// <summary>The ticket, when it is one of ours and still good; otherwise why not.</summary>
    public Ticket? Open(string? text, out string refusal)
    {
        refusal = "ticket.invalid";
        if (Parts(text) is not var (payload, mac) || !CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, payload), mac)
            || Ticket.Read(Encoding.UTF8.GetString(payload)) is not { } ticket)
        {
            return null;
        }

        refusal = Refusal(ticket) ?? "";
        return refusal.Length == 0 ? ticket : null;
    }

    /// <summary>Why a ticket that was good is not any more, or null.</summary>
    public string? Refusal(Ticket ticket) => ticket.Refusal(book, clock.GetUtcNow());

    private long Epoch() => clock.GetUtcNow().ToUnixTimeSeconds() / _epoch;

    private static (byte[] Payload, byte[] Mac)? Parts(string? text)
    {
        var dot = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (dot < 0 || text!.Length > 4096 || !Base64Url.IsValid(text.AsSpan(0, dot)) || !Base64Url.IsValid(text.AsSpan(dot + 1)))
        {
            return null;
        }

        return (Base64Url.DecodeFromChars(text.AsSpan(0, dot)), Base64Url.DecodeFromChars(text.AsSpan(dot + 1)));
    }
}
