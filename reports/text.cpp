// A report for terminals.
#include <algorithm>

#include "reports/document.h"

namespace wfx {
namespace {

std::string TextOf(const Line& line) {
  std::string out;
  for (const Span& span : line.spans) out += span.text;
  return out;
}

std::string Trim(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::string TextOf(const Table& table) {
  std::vector<std::size_t> widths;
  for (const Table::Column& column : table.columns) widths.push_back(ScreenWidth(column.title));
  for (const std::vector<Line>& row : table.rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], std::min(kWidestPadding, ScreenWidth(TextOf(row[i]))));

  const auto put = [&](const std::string& cell, std::size_t i) {
    const std::size_t used = ScreenWidth(cell);
    const std::string space(widths[i] > used ? widths[i] - used : 0, ' ');
    return (table.columns[i].is_number ? space + cell : cell + space) + "  ";
  };
  std::string head = "  ", rule = "  ", body;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    head += put(table.columns[i].title, i);
    rule += std::string(widths[i], '-') + "  ";
  }
  for (const std::vector<Line>& row : table.rows) {
    std::string line = "  ";
    for (std::size_t i = 0; i < row.size(); ++i) line += put(TextOf(row[i]), i);
    body += Trim(line) + "\n";
  }
  return Trim(head) + "\n" + Trim(rule) + "\n" + body;
}

struct TextRenderer {
  std::string operator()(const Heading& heading) const {
    const std::string words = TextOf(heading.words);
    if (heading.level > 2) return words + "\n";
    return words + "\n" + std::string(ScreenWidth(words), heading.level == 1 ? '=' : '-') + "\n";
  }
  std::string operator()(const Paragraph& paragraph) const {
    return TextOf(paragraph.words) + "\n";
  }
  std::string operator()(const List& list) const {
    std::string out;
    for (const Line& item : list.items) out += "  - " + TextOf(item) + "\n";
    return out;
  }
  std::string operator()(const Table& table) const { return TextOf(table); }
};

}  // namespace

std::string RenderText(const Document& document) {
  std::string out;
  bool after_heading = true;
  for (const Document::Block& block : document.blocks()) {
    const bool is_heading = std::holds_alternative<Heading>(block);
    // What follows a heading belongs to it.
    if (!after_heading || (is_heading && !out.empty())) out += "\n";
    out += std::visit(TextRenderer{}, block);
    after_heading = is_heading;
  }
  return out;
}

}  // namespace wfx
