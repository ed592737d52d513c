using System.Globalization;
using System.Security;
using System.Text;

namespace Workflow.Benchmarks.Report;

/// <summary>Draws a picture as SVG, without a library and the same on every machine.</summary>
internal static class Svg
{
    private const double Width = 720, Height = 400, Left = 80, Right = 36, Top = 48, Bottom = 96;
    private static readonly string[] Colours = ["#1b6ca8", "#d1495b", "#2e933c", "#edae49", "#6f4e9c", "#444444"];

    public static string Draw(Picture picture, string footer)
    {
        var across = Axis.For(picture.Curves.SelectMany(curve => curve.Points.Select(point => point.X)), picture.IsLogAcross, fromZero: false);
        var up = Axis.For(picture.Curves.SelectMany(curve => curve.Points.Select(point => point.Y)), picture.IsLogUp, fromZero: true);
        var text = new StringBuilder();
        Line(text, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Line(text, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        Words(text, Width / 2, 22, picture.Title, "text-anchor=\"middle\" font-size=\"15\"");
        Grid(text, picture, across, up);
        foreach (var (index, curve) in picture.Curves.Index())
            DrawCurve(text, curve, index, point => (X(across, point.X), Y(up, point.Y)));
        Words(text, Width / 2, Height - 52, picture.Across, "text-anchor=\"middle\"");
        Words(text, 16, (Top + Height - Bottom) / 2, picture.Up, string.Create(CultureInfo.InvariantCulture, $"text-anchor=\"middle\" transform=\"rotate(-90 16 {(Top + Height - Bottom) / 2})\""));
        Words(text, Width / 2, Height - 6, footer, "text-anchor=\"middle\" font-size=\"8\" fill=\"#666666\"");
        text.Append("</svg>\n");
        return text.ToString();
    }

    private static void Grid(StringBuilder text, Picture picture, Axis across, Axis up)
    {
        foreach (var tick in up.Ticks)
        {
            Line(text, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(up, tick):0.#}\" y2=\"{Y(up, tick):0.#}\" stroke=\"#dddddd\"/>");
            Words(text, Left - 6, Y(up, tick) + 4, Numbers.Text(tick), "text-anchor=\"end\"");
        }
        foreach (var (at, words) in picture.Marks ?? [.. across.Ticks.Select(tick => (tick, Numbers.Text(tick)))])
        {
            Line(text, $"<line x1=\"{X(across, at):0.#}\" x2=\"{X(across, at):0.#}\" y1=\"{Top}\" y2=\"{Height - Bottom}\" stroke=\"#eeeeee\"/>");
            Words(text, X(across, at), Height - Bottom + 16, words, "text-anchor=\"middle\"");
        }
    }

    private static void DrawCurve(StringBuilder text, Curve curve, int index, Func<(double X, double Y), (double X, double Y)> place)
    {
        var colour = Colours[index % Colours.Length];
        var points = curve.Points.Select(place).ToList();
        var path = string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}")));
        Line(text, $"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
        if (points.Count <= 24)
        {
            foreach (var (x, y) in points)
                Line(text, $"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"3\" fill=\"{colour}\"/>");
        }
        var legend = Left + index % 3 * 212.0;
        var line = Height - 36 + index / 3 * 14.0;
        Line(text, $"<rect x=\"{legend:0.#}\" y=\"{line - 8:0.#}\" width=\"10\" height=\"10\" fill=\"{colour}\"/>");
        Words(text, legend + 15, line + 1, curve.Name, "");
    }

    private static double X(Axis axis, double value) => Left + axis.Share(value) * (Width - Left - Right);

    private static double Y(Axis axis, double value) => Height - Bottom - axis.Share(value) * (Height - Top - Bottom);

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static void Words(StringBuilder text, double x, double y, string words, string style) =>
        Line(text, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" {style}>{SecurityElement.Escape(words)}</text>");
}
