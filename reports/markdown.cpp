// A report as Markdown.
#include <algorithm>

#include "reports/document.h"

namespace wfx {
namespace {

// Wider cells are not padded to; one long value must not push a whole table off the screen.
std::string OnOneLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return text;
}

std::string EscapePlain(const std::string& text) {
  std::string escaped;
  for (const char c : OnOneLine(text)) {
    if (c == '`' || c == '*' || c == '<' || c == '[') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// A code span that holds `text` whatever backticks are in it.
std::string CodeSpan(const std::string& text) {
  if (text.empty()) return "";
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const std::string space = longest == 0 ? "" : " ";
  return fence + space + OnOneLine(text) + space + fence;
}

std::string MarkdownOf(const Line& line) {
  std::string out;
  for (const Span& span : line.spans) {
    if (span.kind == Span::Kind::kCode)
      out += CodeSpan(span.text);
    else if (span.kind == Span::Kind::kStrong)
      out += "**" + EscapePlain(span.text) + "**";
    else
      out += EscapePlain(span.text);
  }
  return out;
}

std::string RenderCell(const Line& line) {
  std::string out;
  for (const char c : MarkdownOf(line)) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string Pad(const std::string& cell, std::size_t width, bool is_number) {
  const std::size_t used = ScreenWidth(cell);
  const std::string space(width > used ? width - used : 0, ' ');
  return is_number ? space + cell : cell + space;
}

std::string MarkdownOf(const Table& table) {
  std::vector<std::size_t> widths;
  for (const Table::Column& column : table.columns)
    widths.push_back(std::max<std::size_t>(3, ScreenWidth(column.title)));
  std::vector<std::vector<std::string>> cells;
  for (const std::vector<Line>& row : table.rows) {
    std::vector<std::string>& texts = cells.emplace_back();
    for (const Line& cell : row) {
      texts.push_back(RenderCell(cell));
      std::size_t& width = widths[texts.size() - 1];
      width = std::max(width, std::min(kWidestPadding, ScreenWidth(texts.back())));
    }
  }
  std::string head = "|", rule = "|", body;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const bool is_number = table.columns[i].is_number;
    head += " " + Pad(table.columns[i].title, widths[i], is_number) + " |";
    rule += " " + std::string(widths[i] - (is_number ? 1 : 0), '-') + (is_number ? ": |" : " |");
  }
  for (const std::vector<std::string>& row : cells) {
    body += "|";
    for (std::size_t i = 0; i < row.size(); ++i)
      body += " " + Pad(row[i], widths[i], table.columns[i].is_number) + " |";
    body += "\n";
  }
  return head + "\n" + rule + "\n" + body;
}

struct MarkdownRenderer {
  std::string operator()(const Heading& heading) const {
    return std::string(static_cast<std::size_t>(heading.level), '#') + " " +
           MarkdownOf(heading.words) + "\n";
  }
  std::string operator()(const Paragraph& paragraph) const {
    return MarkdownOf(paragraph.words) + "\n";
  }
  std::string operator()(const List& list) const {
    std::string out;
    for (const Line& item : list.items) out += "- " + MarkdownOf(item) + "\n";
    return out;
  }
  std::string operator()(const Table& table) const { return MarkdownOf(table); }
};

}  // namespace

std::size_t ScreenWidth(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string RenderMarkdown(const Document& document) {
  std::string out;
  for (const Document::Block& block : document.blocks()) {
    if (!out.empty()) out += "\n";
    out += std::visit(MarkdownRenderer{}, block);
  }
  return out;
}

}  // namespace wfx
