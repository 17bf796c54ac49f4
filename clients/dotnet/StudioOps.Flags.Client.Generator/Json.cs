using System.Globalization;
using System.Text;

namespace StudioOps.Flags.Client.Generator;

/// <summary>Reads JSON. What runs inside the compiler brings no library along, and the framework it stands on has none.</summary>
internal sealed class Json
{
    private readonly string _text;
    private int _at;

    private Json(string text) => _text = text;

    /// <summary>Objects are dictionaries, arrays lists, numbers doubles.</summary>
    public static object? Read(string text)
    {
        var json = new Json(text);
        var value = json.Value(0);
        json.Skip();
        return json._at == text.Length ? value : throw json.Wrong();
    }

    private object? Value(int depth)
    {
        Skip();
        if (depth > 64 || _at == _text.Length)
        {
            throw Wrong();
        }

        switch (_text[_at])
        {
            case '{':
                var members = new Dictionary<string, object?>(StringComparer.Ordinal);
                Each('}', () =>
                {
                    Skip();
                    var name = Text();
                    Skip();
                    Take(':');
                    members[name] = Value(depth + 1);
                });
                return members;
            case '[':
                var items = new List<object?>();
                Each(']', () => items.Add(Value(depth + 1)));
                return items;
            case '"':
                return Text();
            default:
                return Word();
        }
    }

    private void Each(char end, Action item)
    {
        _at++;
        Skip();
        if (_at < _text.Length && _text[_at] == end)
        {
            _at++;
            return;
        }

        while (true)
        {
            item();
            Skip();
            if (_at < _text.Length && _text[_at] == ',')
            {
                _at++;
                continue;
            }

            Take(end);
            return;
        }
    }

    private string Text()
    {
        Take('"');
        var text = new StringBuilder();
        while (_at < _text.Length)
        {
            var character = _text[_at++];
            if (character == '"')
            {
                return text.ToString();
            }

            text.Append(character == '\\' ? Escaped() : character);
        }

        throw Wrong();
    }

    private char Escaped()
    {
        var character = _at < _text.Length ? _text[_at++] : throw Wrong();
        switch (character)
        {
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _at + 4 <= _text.Length && ushort.TryParse(_text.Substring(_at, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code):
                _at += 4;
                return (char)code;
            case '"' or '\\' or '/':
                return character;
            default:
                throw Wrong();
        }
    }

    private object? Word()
    {
        var start = _at;
        while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && ",]}".IndexOf(_text[_at]) < 0)
        {
            _at++;
        }

        var word = _text.Substring(start, _at - start);
        return word switch
        {
            "null" => null,
            "true" => true,
            "false" => false,
            _ => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(),
        };
    }

    private void Skip()
    {
        while (_at < _text.Length && (char.IsWhiteSpace(_text[_at]) || _text[_at] == '\uFEFF'))
        {
            _at++;
        }
    }

    private void Take(char character)
    {
        if (_at == _text.Length || _text[_at] != character)
        {
            throw Wrong();
        }

        _at++;
    }

    private FormatException Wrong() => new($"It is not JSON at character {_at}.");
}
