namespace StudioOps.Hosting;

public sealed class PostgresDatabaseResource : Resource, IResourceWithConnectionString, IConnectionProperties
{
    internal PostgresDatabaseResource(string name, string databaseName, PostgresServerResource parent)
        : base(name)
    {
        DatabaseName = databaseName;
        Parent = parent;
    }

    public string DatabaseName { get; }

    public PostgresServerResource Parent { get; }

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{new ConnectionStringReference(Parent)};Database={DatabaseName}");

    public string ValueExpression => new ConnectionStringReference(this).ValueExpression;

    IEnumerable<(string Name, ReferenceExpression Value)> IConnectionProperties.ConnectionProperties =>
    [
        .. ((IConnectionProperties)Parent).ConnectionProperties.Where(property => property.Name != "URI"),
        ("URI", Parent.Uri(DatabaseName)),
    ];

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ConnectionStringExpression.GetValueAsync(cancellationToken);
}
