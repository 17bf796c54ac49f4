using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace StudioOps.Identity.Data;

/// <summary>For <c>dotnet ef</c>: the model needs a provider, not a server.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<IdentityContext>
{
    public IdentityContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<IdentityContext>().UseNpgsql("Host=localhost;Database=identity").Options);
}
