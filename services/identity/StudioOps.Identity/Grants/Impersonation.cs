namespace StudioOps.Identity.Grants;

/// <summary>An operator acts for a customer: who, for whom, why, until when. The subject of its tokens stays the customer (RFC 8693 delegation).</summary>
internal sealed class Impersonation
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(60);

    public required Guid Id { get; init; }

    public required Guid TenantId { get; init; }

    public required Guid SubjectId { get; init; }

    public required string SubjectName { get; init; }

    public required Guid OperatorId { get; init; }

    public required string OperatorName { get; init; }

    /// <summary>The operator's own sign-in: when it ends, so does this.</summary>
    public string? OperatorSession { get; init; }

    public required string Reason { get; init; }

    public required string Ticket { get; init; }

    /// <summary>Whether it may change things; otherwise its tokens only read.</summary>
    public required bool Elevated { get; init; }

    /// <summary>Hash of the token to exchange, of which only the operator knows the text.</summary>
    public required byte[] Hash { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The <c>sid</c> of its tokens.</summary>
    public string Sid => Id.ToString("D");

    public bool IsAlive(DateTimeOffset now) => EndedAt is null && now < ExpiresAt;

    public bool TryEnd(DateTimeOffset now)
    {
        if (EndedAt is not null)
        {
            return false;
        }

        EndedAt = now;
        return true;
    }
}
