using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using StudioOps.Contracts;
using StudioOps.Http;
using StudioOps.Identity.Users;

namespace StudioOps.Identity.Data;

/// <summary>The <c>bootstrap EMAIL [NAME]</c> verb: the first superuser of an installation, with a password that serves once.</summary>
internal static class Bootstrap
{
    public static async Task<int> RunAsync(IServiceProvider services, string[] args, TextWriter output, CancellationToken ct)
    {
        if (args is not ["bootstrap", var email, ..] || !email.Contains('@', StringComparison.Ordinal))
        {
            await output.WriteLineAsync("usage: bootstrap EMAIL [NAME]");
            return 2;
        }

        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityContext>();
        if (await db.Users.FirstOrDefaultAsync(u => u.PlatformRoles.Contains("SUPERUSER") && !u.Disabled, ct) is { } existing)
        {
            await output.WriteLineAsync($"There is a superuser already: {existing.Email}. Nothing was changed.");
            return 0;
        }

        var password = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 20);
        var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
        var user = new User
        {
            Id = Guid.CreateVersion7(now),
            UserName = email,
            Email = email,
            EmailConfirmed = true,
            Name = args.Length > 2 ? string.Join(' ', args[2..]) : email,
            PlatformRoles = ["SUPERUSER"],
            MustChangePassword = true,
            CreatedAt = now,
        };
        await scope.ServiceProvider.GetRequiredService<AuditTrail>().RecordAsync(
            db, new AuditEntry("user.bootstrapped", "user", user.Subject, user.Name) { Actor = Actor.System("bootstrap"), After = new { Roles = "SUPERUSER" } }, ct);
        var created = await scope.ServiceProvider.GetRequiredService<UserManager<User>>().CreateAsync(user, password);
        if (!created.Succeeded)
        {
            await output.WriteLineAsync(string.Join(Environment.NewLine, created.Errors.Select(e => e.Description)));
            return 1;
        }

        await output.WriteLineAsync($"Superuser {email} can sign in once with the password {password} and must then choose another and enrol an authenticator.");
        return 0;
    }
}
