namespace StudioOps.Hosting.Testing;

[Flags]
public enum ServerKinds
{
    None = 0,
    Postgres = 1,
    Redis = 2,
    RabbitMq = 4,

    /// <summary>A transaction pooler in front of Postgres, which has to run too.</summary>
    PgBouncer = 8,
}
