using System.Text.Json;
using StudioOps.Hosting.Orchestration;

namespace StudioOps.Hosting.Manifest;

/// <summary>One resource as the manifest describes it.</summary>
internal static class ResourceManifest
{
    public static void Write(Utf8JsonWriter json, Resource resource, string manifestFolder)
    {
        switch (resource)
        {
            case ContainerResource container:
                Container(json, container);
                break;
            case PostgresDatabaseResource database:
                json.WriteString("type", "value.v0");
                json.WriteString("connectionString", database.ConnectionStringExpression.ValueExpression);
                break;
            case ProjectResource project:
                Project(json, project, manifestFolder);
                break;
            case ParameterResource parameter:
                Parameter(json, parameter);
                break;
            case ExecutableResource program:
                json.WriteString("type", "executable.v0");
                json.WriteString("workingDirectory", Relative(manifestFolder, program.WorkingDirectory));
                json.WriteString("command", program.Command);
                ArgumentsAndEnvironment(json, program);
                Bindings(json, program);
                break;
            default:
                throw new HostException($"{resource.Name} has no form in the manifest.");
        }
    }

    private static void Container(Utf8JsonWriter json, ContainerResource container)
    {
        json.WriteString("type", "container.v0");
        json.WriteString("connectionString", ((IResourceWithConnectionString)container).ConnectionStringExpression.ValueExpression);
        json.WriteString("image", container.Image);
        if (container is RedisResource redis)
        {
            json.WriteString("entrypoint", container.Entrypoint);
            json.WriteStartArray("args");
            json.WriteStringValue("-c");
            json.WriteStringValue(redis.Persistence is null
                ? "redis-server --requirepass $REDIS_PASSWORD"
                : $"redis-server --requirepass $REDIS_PASSWORD {string.Join(' ', redis.Settings.Select(setting => "--" + setting))}");
            json.WriteEndArray();
        }

        if (container.Volume is { } volume)
        {
            json.WriteStartArray("volumes");
            json.WriteStartObject();
            json.WriteString("name", volume);
            json.WriteString("target", container.VolumeTarget);
            json.WriteBoolean("readOnly", false);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        Environment(json, container, []);
        Bindings(json, container);
    }

    private static void Project(Utf8JsonWriter json, ProjectResource project, string manifestFolder)
    {
        json.WriteString("type", "project.v0");
        json.WriteString("path", Relative(manifestFolder, project.ProjectPath));
        ArgumentsAndEnvironment(json, project);
        Bindings(json, project);
    }

    private static void Parameter(Utf8JsonWriter json, ParameterResource parameter)
    {
        json.WriteString("type", "parameter.v0");
        json.WriteString("value", $"{{{parameter.Name}.inputs.value}}");
        json.WriteStartObject("inputs");
        json.WriteStartObject("value");
        json.WriteString("type", "string");
        if (parameter.Secret)
        {
            json.WriteBoolean("secret", true);
        }

        if (parameter.Generate is { } generate)
        {
            json.WriteStartObject("default");
            json.WriteStartObject("generate");
            json.WriteNumber("minLength", generate.MinLength);
            WriteIfFalse("lower", generate.Lower);
            WriteIfFalse("upper", generate.Upper);
            WriteIfFalse("numeric", generate.Numeric);
            WriteIfFalse("special", generate.Special);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else if (parameter.PublishedDefault is { } value)
        {
            json.WriteStartObject("default");
            json.WriteString("value", value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();

        void WriteIfFalse(string name, bool value)
        {
            if (!value)
            {
                json.WriteBoolean(name, false);
            }
        }
    }

    private static void ArgumentsAndEnvironment(Utf8JsonWriter json, Resource resource)
    {
        if (resource.Arguments.Count > 0)
        {
            json.WriteStartArray("args");
            resource.Arguments.ForEach(argument => json.WriteStringValue(argument.ValueExpression));
            json.WriteEndArray();
        }

        var http = resource is ProjectResource ? resource.Endpoints.FindAll(endpoint => endpoint.IsHttp) : [];
        Environment(json, resource, http.Count == 0 ? [] :
            [("HTTP_PORTS", string.Join(';', http.Select(endpoint => $"{{{resource.Name}.bindings.{endpoint.Name}.targetPort}}")))]);
    }

    private static void Environment(Utf8JsonWriter json, Resource resource, IReadOnlyList<(string Name, string Value)> first)
    {
        if (first.Count + resource.Environment.Count == 0)
        {
            return;
        }

        json.WriteStartObject("env");
        foreach (var (name, value) in first)
        {
            json.WriteString(name, value);
        }

        foreach (var (name, value) in resource.Environment)
        {
            json.WriteString(name, value.ValueExpression);
        }

        json.WriteEndObject();
    }

    private static void Bindings(Utf8JsonWriter json, Resource resource)
    {
        if (resource.Endpoints.Count == 0)
        {
            return;
        }

        json.WriteStartObject("bindings");
        foreach (var endpoint in resource.Endpoints)
        {
            json.WriteStartObject(endpoint.Name);
            json.WriteString("scheme", endpoint.Scheme);
            json.WriteString("protocol", "tcp");
            json.WriteString("transport", endpoint.IsHttp ? "http" : "tcp");
            if (endpoint.Port is { } port)
            {
                json.WriteNumber("port", port);
            }

            if (endpoint.TargetPort is { } target)
            {
                json.WriteNumber("targetPort", target);
            }

            if (endpoint.IsExternal)
            {
                json.WriteBoolean("external", true);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string Relative(string folder, string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');
}
