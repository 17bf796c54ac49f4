if (args is ["serve", ..])
{
    return WebProject.Serve();
}

if (Environment.GetEnvironmentVariable("Dashboard__Token") is not null)
{
    Console.WriteLine("I am no dashboard");
    return 9;
}

var builder = DistributedApplication.CreateBuilder(args);
Graphs.Add(builder, builder.Configuration["Graph"] ?? "order");
builder.Build().Run();
return Environment.ExitCode;
