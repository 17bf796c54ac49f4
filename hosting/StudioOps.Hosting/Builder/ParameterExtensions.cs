namespace StudioOps.Hosting;

public static class ParameterExtensions
{
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, secret, parameter => Configured(builder, parameter) ?? throw new InvalidOperationException(
            $"The parameter {parameter.Name} has no value. Set the environment variable Parameters__{parameter.Name}.")));

    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, secret, parameter => Configured(builder, parameter) ?? value)
        {
            PublishedDefault = publishValueAsDefault ? value : null,
        });

    /// <summary>A generated value is kept on this machine, whatever <paramref name="persist"/> says: the data it protects is kept too.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        _ = persist;
        var generate = (GenerateParameterDefault)value;
        var secrets = ((DistributedApplicationBuilder)builder).Secrets;
        return builder.AddResource(new ParameterResource(
            name, secret, parameter => Configured(builder, parameter) ?? secrets.GetOrAdd(parameter.Name, generate.NewValue))
        {
            Generate = generate,
        });
    }

    /// <summary>Letters and digits only, so that the password needs no escaping in any connection string or address.</summary>
    internal static ParameterResource AddPassword(this IDistributedApplicationBuilder builder, string resource) =>
        builder.AddParameter($"{resource}-password", new GenerateParameterDefault { Special = false }, secret: true, persist: true).Resource;

    private static string? Configured(IDistributedApplicationBuilder builder, ParameterResource parameter) => builder.Configuration[$"Parameters:{parameter.Name}"];
}
