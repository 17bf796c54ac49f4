using Microsoft.AspNetCore.Identity;
using StudioOps.Identity.Data;
using StudioOps.Identity.Users;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Tests;

/// <summary>One running identity for all tests about administering people; each test brings people of its own.</summary>
[CollectionDefinition(Name)]
public sealed class People : ICollectionFixture<IdentityFixture>
{
    public const string Name = "people";
    public const string Password = "correct horse battery staple";
}

/// <summary>Somebody of one test.</summary>
internal sealed record Somebody(Guid Id, string Email)
{
    private static int _count;

    public static async Task<Somebody> NewAsync(IdentityFixture identity, Guid? tenantId, params string[] roles)
    {
        var number = Interlocked.Increment(ref _count);
        var user = new User
        {
            Id = Guid.CreateVersion7(), UserName = $"somebody-{number}@people.example", Email = $"somebody-{number}@people.example", EmailConfirmed = true,
            Name = $"Somebody {number}", CreatedAt = identity.Clock.GetUtcNow(), PlatformRoles = tenantId is null ? [.. roles] : [],
        };
        await using (var scope = identity.Factory.Services.CreateAsyncScope())
        {
            Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<User>>().CreateAsync(user, People.Password)).Succeeded);
        }

        var somebody = new Somebody(user.Id, user.Email);
        if (tenantId is { } tenant)
        {
            await somebody.JoinAsync(identity, tenant, roles);
        }

        return somebody;
    }

    public async Task JoinAsync(IdentityFixture identity, Guid tenantId, params string[] roles)
    {
        await using var scope = identity.Factory.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenantId);
        var db = scope.ServiceProvider.GetRequiredService<IdentityContext>();
        db.Memberships.Add(new Membership { UserId = Id, TenantId = tenantId, Roles = [.. roles], CreatedAt = identity.Clock.GetUtcNow() });
        await db.SaveChangesAsync();
    }

    /// <summary>A signed-in client of the portal.</summary>
    public async Task<HttpClient> SignInAsync(IdentityFixture identity, string slug = "northwind")
    {
        var signIn = new SignIn(identity) { ClientId = "portal", RedirectUri = $"http://{slug}.localhost:8080/bff/callback", Password = People.Password };
        return identity.ClientBearing((await signIn.TokensAsync(Email)).GetProperty("access_token").GetString()!);
    }
}
