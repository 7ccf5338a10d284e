// A report before it has a form: headings, paragraphs, lists and tables of marked words.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace wfx {

struct Span {
  enum class Kind { kPlain, kCode, kStrong };
  Span(std::string words) : text(std::move(words)) {}
  Span(const char* words) : text(words) {}
  Span(Kind mark, std::string words) : kind(mark), text(std::move(words)) {}
  Kind kind = Kind::kPlain;
  std::string text;
};

// Names, codes and values exactly as they are.
inline Span Code(std::string text) { return {Span::Kind::kCode, std::move(text)}; }
inline Span Strong(std::string text) { return {Span::Kind::kStrong, std::move(text)}; }

// Words in one paragraph, list item or cell.
struct Line {
  Line() = default;
  Line(std::initializer_list<Span> words) : spans(words) {}
  Line(Span words) : spans{std::move(words)} {}
  Line(const char* words) : spans{words} {}
  Line(std::string words) : spans{std::move(words)} {}
  Line& operator+=(Span words) {
    spans.push_back(std::move(words));
    return *this;
  }
  std::vector<Span> spans;
};

struct Heading {
  int level = 2;  // 1 is the title
  Line words;
};

struct Paragraph {
  Line words;
};

struct List {
  std::vector<Line> items;
};

struct Table {
  struct Column {
    std::string title;
    bool is_number = false;  // stands to the right
  };
  std::vector<Column> columns;
  std::vector<std::vector<Line>> rows;  // as many cells as columns
};

class Document {
 public:
  using Block = std::variant<Heading, Paragraph, List, Table>;

  template <typename Part>
  void Add(Part part) {
    blocks_.emplace_back(std::in_place_type<Part>, std::move(part));
  }
  void Add(Document part) {
    for (Block& block : part.blocks_) blocks_.push_back(std::move(block));
  }
  const std::vector<Block>& blocks() const { return blocks_; }

 private:
  std::vector<Block> blocks_;
};

// GitHub-flavoured Markdown that reads well in a terminal too: cells are padded.
std::string RenderMarkdown(const Document& document);
// A part of an HTML page: elements alone, every text escaped. Wide tables scroll by themselves.
std::string RenderHtml(const Document& document);
// For terminals, without any mark.
std::string RenderText(const Document& document);

// How many columns a UTF-8 text takes on a screen, near enough: its code points.
std::size_t ScreenWidth(const std::string& text);

// Cells that are wider than this do not make those above and below them wider.
inline constexpr std::size_t kWidestPadding = 80;

}  // namespace wfx
