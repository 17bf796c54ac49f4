using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace StudioOps.Flags.Data;

/// <summary>Lets <c>dotnet ef</c> make the context without starting the service.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<FlagDbContext>
{
    public FlagDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<FlagDbContext>().UseNpgsql("Host=localhost;Database=design").Options);
}
