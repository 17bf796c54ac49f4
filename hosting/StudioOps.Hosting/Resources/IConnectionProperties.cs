namespace StudioOps.Hosting;

/// <summary>The parts of a connection, handed to consumers that do not read .NET connection strings.</summary>
internal interface IConnectionProperties
{
    IEnumerable<(string Name, ReferenceExpression Value)> ConnectionProperties { get; }
}
