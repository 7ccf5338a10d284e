#include "runner/scenario/quantity.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <stdexcept>

#include "runner/scenario/spelling.h"

namespace wfx {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kMagnitude = std::uint64_t{1} << 63;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// Product of two numbers, none when it leaves 64 bits.
std::optional<std::int64_t> Times(std::int64_t a, std::int64_t b) {
  if (a == 0 || b == 0) return 0;
  if (a == -1 || b == -1) {
    const std::int64_t other = a == -1 ? b : a;
    if (other == std::numeric_limits<std::int64_t>::min()) return std::nullopt;
    return -other;
  }
  const std::int64_t product =
      static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
  if (product / b != a) return std::nullopt;
  return product;
}

std::optional<std::int64_t> Plus(std::int64_t a, std::int64_t b) {
  if (b > 0 ? a > kMost - b : a < std::numeric_limits<std::int64_t>::min() - b) return std::nullopt;
  return a + b;
}

// The number with its sign, none when it leaves 64 bits.
std::optional<std::int64_t> Signed(std::uint64_t magnitude, bool minus) {
  if (magnitude < kMagnitude)
    return minus ? -static_cast<std::int64_t>(magnitude) : static_cast<std::int64_t>(magnitude);
  if (minus && magnitude == kMagnitude) return std::numeric_limits<std::int64_t>::min();
  return std::nullopt;
}

// Takes words, numbers and signs off the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) { SkipSpace(); }

  bool AtEnd() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  bool TakeSign(char sign) {
    if (rest_.empty() || rest_.front() != sign) return false;
    rest_.remove_prefix(1);
    SkipSpace();
    return true;
  }

  std::string_view TakeWord() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), IsLetter);
    return Take(static_cast<std::size_t>(end - rest_.begin()));
  }

  // Digits, which commas may part in groups of three: at most 2^63. None when no digit stands here.
  std::optional<std::uint64_t> TakeNumber() {
    const auto end =
        std::find_if_not(rest_.begin(), rest_.end(), [](char c) { return IsDigit(c) || c == ','; });
    const std::string_view digits = Take(static_cast<std::size_t>(end - rest_.begin()));
    if (digits.empty()) return std::nullopt;
    CheckGroups(digits);
    std::uint64_t number = 0;
    for (const char c : digits) {
      if (c == ',') continue;
      const auto digit = static_cast<std::uint64_t>(c - '0');
      if (number > (kMagnitude - digit) / 10)
        throw std::invalid_argument(std::string(digits) + " is more than 2^63");
      number = number * 10 + digit;
    }
    return number;
  }

 private:
  void SkipSpace() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }

  std::string_view Take(std::size_t length) {
    const std::string_view taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    SkipSpace();
    return taken;
  }

  static void CheckGroups(std::string_view digits) {
    const std::size_t first = digits.find(',');
    if (first == std::string_view::npos) return;
    bool sound = first >= 1 && first <= 3 && (digits.size() - first) % 4 == 0;
    for (std::size_t i = first; sound && i < digits.size(); ++i) {
      sound = (digits[i] == ',') == ((i - first) % 4 == 0);
    }
    if (!sound) {
      throw std::invalid_argument("commas part groups of three digits, as in 70,000; found " +
                                  std::string(digits));
    }
  }

  std::string_view rest_;
};

std::string Quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

constexpr std::int64_t kKibi = 1024;

}  // namespace

// Reads one quantity, term by term.
class Quantity::Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), scanner_(text) {}

  std::vector<Term> Terms() {
    std::vector<Term> terms;
    for (bool minus = false;;) {
      terms.push_back(NextTerm(minus));
      if (scanner_.AtEnd()) return terms;
      minus = scanner_.TakeSign('-');
      if (!minus && !scanner_.TakeSign('+')) {
        throw std::invalid_argument(Quoted(text_) + " is no quantity: found " +
                                    Quoted(scanner_.rest()) + " where + or - was expected");
      }
    }
  }

 private:
  struct UnitFacts {
    std::string_view name;
    std::int64_t factor;
    Term::Unit unit;
  };
  static constexpr UnitFacts kUnits[] = {
      {"byte", 1, Term::Unit::kByte},
      {"bytes", 1, Term::Unit::kByte},
      {"KiB", kKibi, Term::Unit::kByte},
      {"MiB", kKibi* kKibi, Term::Unit::kByte},
      {"GiB", kKibi* kKibi* kKibi, Term::Unit::kByte},
      {"TiB", kKibi* kKibi* kKibi* kKibi, Term::Unit::kByte},
      {"sector", 1, Term::Unit::kSector},
      {"sectors", 1, Term::Unit::kSector},
      {"page", 1, Term::Unit::kPage},
      {"pages", 1, Term::Unit::kPage},
      {"pipe_quota", 1, Term::Unit::kPipeQuota},
      {"buffer_alignment", 1, Term::Unit::kBufferAlignment},
      {"volume_size", 1, Term::Unit::kVolumeSize},
      {"file_system_size", 1, Term::Unit::kFileSystemSize},
      {"volume_start", 1, Term::Unit::kVolumeStart},
      {"boot_area", 1, Term::Unit::kBootArea},
  };

  Term NextTerm(bool minus) {
    if (scanner_.TakeSign('-')) minus = !minus;
    const auto number = scanner_.TakeNumber();
    const std::string_view word = scanner_.TakeWord();
    if (!number && word.empty()) {
      throw std::invalid_argument(
          Quoted(text_) +
          " is no quantity; a quantity is a number, \"4 KiB\", \"1 sector - 1\" or the like");
    }
    const UnitFacts& unit = word.empty() ? kUnits[0] : UnitCalled(word);
    const auto factor = Signed(number.value_or(1), minus);
    const auto product = factor ? Times(*factor, unit.factor) : std::nullopt;
    if (!product) throw std::invalid_argument(Quoted(text_) + " does not fit into 64 bits");
    return {*product, unit.unit};
  }

  static const UnitFacts& UnitCalled(std::string_view word) {
    const auto* unit = std::ranges::find(kUnits, word, &UnitFacts::name);
    if (unit != std::end(kUnits)) return *unit;
    std::vector<std::string_view> names;
    for (const UnitFacts& each : kUnits) names.push_back(each.name);
    throw std::invalid_argument("unknown unit " + Quoted(word) + Suggestion(word, names, "units"));
  }

  std::string_view text_;
  Scanner scanner_;
};

Quantity::Quantity() = default;
Quantity::Quantity(const Quantity&) = default;
Quantity::Quantity(Quantity&&) noexcept = default;
Quantity& Quantity::operator=(const Quantity&) = default;
Quantity& Quantity::operator=(Quantity&&) noexcept = default;
Quantity::~Quantity() = default;

Quantity Quantity::Bytes(std::int64_t bytes) {
  Quantity quantity;
  quantity.terms_.push_back({bytes, Term::Unit::kByte});
  quantity.text_ = std::to_string(bytes);
  return quantity;
}

Quantity Quantity::Parse(std::string_view text) {
  Quantity quantity;
  quantity.text_ = text;
  quantity.terms_ = Parser(text).Terms();
  if (quantity.bound()) return quantity;
  try {
    quantity.In(Bindings());
  } catch (const std::overflow_error& error) {
    throw std::invalid_argument(error.what());
  }
  return quantity;
}

std::int64_t Quantity::In(const Bindings& bindings) const {
  const auto value_of = [&](Term::Unit unit) -> std::uint64_t {
    switch (unit) {
      case Term::Unit::kByte:
        return 1;
      case Term::Unit::kSector:
        return bindings.sector;
      case Term::Unit::kPage:
        return bindings.page;
      case Term::Unit::kPipeQuota:
        return bindings.pipe_quota;
      case Term::Unit::kBufferAlignment:
        return bindings.buffer_alignment;
      case Term::Unit::kVolumeSize:
        return bindings.volume_size;
      case Term::Unit::kFileSystemSize:
        return bindings.file_system_size;
      case Term::Unit::kVolumeStart:
        return bindings.volume_start;
      case Term::Unit::kBootArea:
        return bindings.boot_area;
    }
    return 0;
  };
  std::optional<std::int64_t> sum = 0;
  for (const Term& term : terms_) {
    const std::uint64_t unit = value_of(term.unit);
    const auto product = unit > static_cast<std::uint64_t>(kMost)
                             ? std::nullopt
                             : Times(term.factor, static_cast<std::int64_t>(unit));
    sum = sum && product ? Plus(*sum, *product) : std::nullopt;
  }
  if (!sum) throw std::overflow_error(Quoted(text_) + " does not fit into 64 bits");
  return *sum;
}

bool Quantity::bound() const {
  return std::ranges::any_of(terms_,
                             [](const Term& term) { return term.unit != Term::Unit::kByte; });
}

Duration ParseDuration(std::string_view text) {
  struct UnitFacts {
    std::string_view name;
    std::int64_t nanoseconds;
  };
  static constexpr UnitFacts kUnits[] = {
      {"ns", 1}, {"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000}, {"min", 60'000'000'000}};
  Scanner scanner(text);
  const auto number = scanner.TakeNumber();
  const std::string_view word = scanner.TakeWord();
  const auto* facts = std::ranges::find(kUnits, word, &UnitFacts::name);
  if (!number || facts == std::end(kUnits) || !scanner.AtEnd()) {
    throw std::invalid_argument(
        Quoted(text) +
        " is no duration; it is a whole number with ns, us, ms, s or min, as in "
        "\"500 ms\"");
  }
  const auto whole = Signed(*number, false);
  const auto nanoseconds = whole ? Times(*whole, facts->nanoseconds) : std::nullopt;
  if (!nanoseconds) throw std::invalid_argument(Quoted(text) + " is longer than 292 years");
  return Duration(*nanoseconds);
}

}  // namespace wfx
