// A report's blocks as HTML.
#include "reports/html.h"

namespace wfx {
namespace {

// How many bytes the UTF-8 sequence at `at` has; 0 when it is none.
std::size_t SequenceAt(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  const std::size_t length = first < 0x80                    ? 1
                             : first >= 0xC2 && first < 0xE0 ? 2
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xF0 && first < 0xF5 ? 4
                                                             : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = at + 1; i < at + length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  // Overlong forms, surrogates, and what lies beyond U+10FFFF.
  if (length > 2) {
    const unsigned char second = byte(at + 1);
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F))
      return 0;
  }
  return length;
}

std::string HtmlCells(const Table& table, const std::vector<Line>& row) {
  std::string html;
  for (std::size_t i = 0; i < row.size(); ++i) {
    html += table.columns[i].is_number ? "<td class=\"number\">" : "<td>";
    html += HtmlOf(row[i]) + "</td>";
  }
  return html;
}

struct HtmlRenderer {
  std::string operator()(const Heading& heading) const {
    const std::string tag = "h" + std::to_string(heading.level);
    return "<" + tag + ">" + HtmlOf(heading.words) + "</" + tag + ">\n";
  }
  std::string operator()(const Paragraph& paragraph) const {
    return "<p>" + HtmlOf(paragraph.words) + "</p>\n";
  }
  std::string operator()(const List& list) const {
    std::string html = "<ul>\n";
    for (const Line& item : list.items) html += "<li>" + HtmlOf(item) + "</li>\n";
    return html + "</ul>\n";
  }
  std::string operator()(const Table& table) const {
    std::string html =
        "<div class=\"wide\" role=\"region\" aria-label=\"table\" tabindex=\"0\">"
        "<table>\n<thead><tr>";
    for (const Table::Column& column : table.columns)
      html += std::string(column.is_number ? "<th class=\"number\"" : "<th") + " scope=\"col\">" +
              Escaped(column.title) + "</th>";
    html += "</tr></thead>\n<tbody>\n";
    for (const std::vector<Line>& row : table.rows)
      html += "<tr>" + HtmlCells(table, row) + "</tr>\n";
    return html + "</tbody></table></div>\n";
  }
};

}  // namespace

std::string Escaped(std::string_view text) {
  std::string html;
  html.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = SequenceAt(text, at);
    const auto first = static_cast<unsigned char>(text[at]);
    if (length == 0 || (first < 0x20 && first != '\n' && first != '\t') || first == 0x7F) {
      html += "\xEF\xBF\xBD";
      ++at;
      continue;
    }
    switch (text[at]) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      default:
        html += text.substr(at, length);
    }
    at += length;
  }
  return html;
}

std::string HtmlOf(const Line& line) {
  std::string html;
  for (const Span& span : line.spans) {
    if (span.text.empty()) continue;
    const std::string text = Escaped(span.text);
    if (span.kind == Span::Kind::kCode)
      html += "<code>" + text + "</code>";
    else if (span.kind == Span::Kind::kStrong)
      html += "<strong class=\"" + text + "\">" + text + "</strong>";
    else
      html += text;
  }
  return html;
}

std::string RenderHtml(const Document& document) {
  std::string html;
  for (const Document::Block& block : document.blocks()) html += std::visit(HtmlRenderer{}, block);
  return html;
}

}  // namespace wfx
