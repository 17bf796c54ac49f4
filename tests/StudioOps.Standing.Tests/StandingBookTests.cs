using StudioOps.Testing;
using StudioOps.Tokens;

namespace StudioOps.Standing.Tests;

public sealed class StandingBookTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);
    private static readonly Guid Tenant = new("0198f000-0000-7000-8000-00000000000a");
    private readonly StoppedClock _clock = new(Now);
    private readonly SigningKey _key = SigningKey.Generate();
    private readonly StandingBook _book;

    public StandingBookTests() => _book = new StandingBook(_clock);

    [Fact]
    public void Nobody_is_refused_who_is_not_in_the_book() => Assert.Null(_book.Refusal(Token()));

    [Theory]
    [InlineData(StandingKind.Tenant, "tenant.suspended")]
    [InlineData(StandingKind.User, "account.disabled")]
    [InlineData(StandingKind.Session, "session.ended")]
    [InlineData(StandingKind.Client, "client.disabled")]
    public void Each_kind_is_refused_with_its_own_code_and_let_in_again(StandingKind kind, string code)
    {
        var id = kind switch { StandingKind.Tenant => Tenant.ToString(), StandingKind.User => "olivia", StandingKind.Session => "sid-1", _ => "portal" };

        _book.Apply([new StandingEntry(kind, id, StandingEntry.Suspended, null, 0, 1)]);
        var refused = _book.Refusal(Token());
        _book.Apply([new StandingEntry(kind, id, StandingEntry.Active, null, 0, 2)]);

        Assert.Equal(code, refused);
        Assert.Null(_book.Refusal(Token()));
    }

    [Fact]
    public void A_token_from_before_is_superseded_and_one_from_after_is_not()
    {
        _book.Apply([new StandingEntry(StandingKind.User, "olivia", StandingEntry.Active, Now.AddSeconds(10), 0, 1)]);

        Assert.Equal("token.superseded", _book.Refusal(Token()));
        Assert.Null(_book.Refusal(Token(token => token with { IssuedAt = Now.AddSeconds(11) })));
    }

    [Fact]
    public void Within_the_very_second_of_a_revocation_older_tokens_are_refused_and_newer_ones_pass()
    {
        var revoked = Now.AddMilliseconds(400);
        _book.Apply([new StandingEntry(StandingKind.User, "olivia", StandingEntry.Active, revoked, 0, 1)]);

        Assert.Equal("token.superseded", _book.Refusal(Token()));
        Assert.Equal("token.superseded", _book.Refusal(Token(token => token with { IssuedAt = revoked.AddMicroseconds(-1) })));
        Assert.Null(_book.Refusal(Token(token => token with { IssuedAt = revoked })));
        Assert.Null(_book.Refusal(Token(token => token with { IssuedAt = revoked.AddMicroseconds(1) })));
    }

    [Fact]
    public void Older_permissions_are_superseded()
    {
        _book.Apply([new StandingEntry(StandingKind.User, "olivia", StandingEntry.Active, null, 4, 1)]);

        Assert.Equal("token.superseded", _book.Refusal(Token(token => token with { PermissionsVersion = 3 })));
        Assert.Null(_book.Refusal(Token(token => token with { PermissionsVersion = 4 })));
    }

    [Fact]
    public void What_arrives_late_does_not_undo_what_is_newer()
    {
        _book.Apply([new StandingEntry(StandingKind.User, "olivia", StandingEntry.Suspended, null, 0, 7)]);
        _book.Apply([new StandingEntry(StandingKind.User, "olivia", StandingEntry.Active, null, 0, 3)]);

        Assert.Equal("account.disabled", _book.Refusal(Token()));
        Assert.Equal(7, _book.Revision);
    }

    [Fact]
    public void Its_age_counts_from_the_last_answer()
    {
        Assert.False(_book.Loaded);
        _book.Confirm();
        _clock.Advance(TimeSpan.FromSeconds(31));

        Assert.True(_book.Loaded);
        Assert.Equal(TimeSpan.FromSeconds(31), _book.Age);
    }

    private AccessToken Token(Func<AccessTokenDescription, AccessTokenDescription>? change = null)
    {
        var description = new AccessTokenDescription
        {
            Issuer = "https://id.example", Subject = "olivia", ClientId = "portal", Audiences = ["portal"], Id = "1", IssuedAt = Now, SessionId = "sid-1", TenantId = Tenant,
        };
        var compact = TokenWriter.Write(_key, change?.Invoke(description) ?? description);
        return AccessTokenValidator.Validate(compact, new JsonWebKeySet([_key.PublicJwk]), "https://id.example", new HashSet<string> { "portal" }, Now.AddSeconds(12)).Token!;
    }
}
