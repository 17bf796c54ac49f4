using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace StudioOps.Tenancy;

/// <summary>The one door to rows of every tenant: read only, on the platform login.</summary>
/// <remarks>Postgres enforces it: that login has no write grant. Who may pass is decided here and nowhere else.</remarks>
public sealed class CrossTenant<TContext>(IServiceProvider services, CrossTenantOptions<TContext> options)
    where TContext : DbContext
{
    /// <summary>Every tenant's rows, for an operator or a service of the platform. Dispose it.</summary>
    /// <exception cref="InvalidOperationException">The caller is not of the platform; endpoints branch on <see cref="Caller.IsPlatform"/> first.</exception>
    public TContext Read(Caller caller) => caller.IsPlatform
        ? Open()
        : throw new InvalidOperationException("A caller who is not of the platform was about to read across tenants.");

    /// <summary>Every tenant's rows, for work nobody asked for just now. <paramref name="purpose"/> says why, for whoever reads the call.</summary>
    public TContext ReadFor(string purpose)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(purpose);
        return Open();
    }

    private TContext Open() => ActivatorUtilities.CreateInstance<TContext>(services, options.Options);
}

public sealed record CrossTenantOptions<TContext>(DbContextOptions<TContext> Options)
    where TContext : DbContext;
