#include "runner/scenario/quantity.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <stdexcept>

#include "runner/scenario/spelling.h"

namespace wfx {
namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kMostSigned = kMost >> 1;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// Product and sum of two numbers, none where they leave 64 bits.
std::optional<std::uint64_t> Times(std::uint64_t a, std::uint64_t b) {
  if (b != 0 && a > kMost / b) return std::nullopt;
  return a * b;
}

std::optional<std::uint64_t> Plus(std::uint64_t a, std::uint64_t b) {
  if (a > kMost - b) return std::nullopt;
  return a + b;
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

  // Digits, which commas may part in groups of three: less than 2^64. None when no digit stands
  // here.
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
      if (number > (kMost - digit) / 10)
        throw std::invalid_argument(std::string(digits) + " is more than 2^64 - 1");
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

constexpr std::uint64_t kKibi = 1024;

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
    std::uint64_t factor;
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
      {"cluster", 1, Term::Unit::kCluster},
      {"clusters", 1, Term::Unit::kCluster},
      {"free_space", 1, Term::Unit::kFreeSpace},
      {"maximum_file_size", 1, Term::Unit::kMaximumFileSize},
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
    const auto product = Times(number.value_or(1), unit.factor);
    if (!product) throw std::invalid_argument(Quoted(text_) + " does not fit into 64 bits");
    return {minus, *product, unit.unit};
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

// What is added and what is taken off.
struct Quantity::Sum {
  std::uint64_t plus = 0, minus = 0;

  bool IsNegative() const { return plus < minus; }
  std::uint64_t Magnitude() const { return IsNegative() ? minus - plus : plus - minus; }
  bool FitsSigned() const { return Magnitude() <= kMostSigned + (IsNegative() ? 1 : 0); }
  // Throws std::overflow_error where the value is neither a signed nor an unsigned 64-bit number.
  void CheckFits(std::string_view text) const {
    if (IsNegative() && !FitsSigned())
      throw std::overflow_error(Quoted(text) + " does not fit into 64 bits");
  }
};

Quantity::Quantity() = default;
Quantity::Quantity(const Quantity&) = default;
Quantity::Quantity(Quantity&&) noexcept = default;
Quantity& Quantity::operator=(const Quantity&) = default;
Quantity& Quantity::operator=(Quantity&&) noexcept = default;
Quantity::~Quantity() = default;

Quantity Quantity::Bytes(std::int64_t bytes) {
  Quantity quantity;
  const auto value = static_cast<std::uint64_t>(bytes);
  quantity.terms_.push_back({bytes < 0, bytes < 0 ? 0 - value : value, Term::Unit::kByte});
  quantity.text_ = std::to_string(bytes);
  return quantity;
}

Quantity Quantity::Parse(std::string_view text) {
  Quantity quantity;
  quantity.text_ = text;
  quantity.terms_ = Parser(text).Terms();
  if (quantity.bound()) return quantity;
  try {
    quantity.SumIn(Bindings()).CheckFits(quantity.text_);
  } catch (const std::overflow_error& error) {
    throw std::invalid_argument(error.what());
  }
  return quantity;
}

Quantity::Sum Quantity::SumIn(const Bindings& bindings) const {
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
      case Term::Unit::kCluster:
        return bindings.cluster;
      case Term::Unit::kFreeSpace:
        return bindings.free_space;
      case Term::Unit::kMaximumFileSize:
        return bindings.maximum_file_size;
    }
    return 0;
  };
  Sum sum;
  for (const Term& term : terms_) {
    std::uint64_t& side = term.minus ? sum.minus : sum.plus;
    const auto product = Times(term.factor, value_of(term.unit));
    const auto together = product ? Plus(side, *product) : std::nullopt;
    if (!together) throw std::overflow_error(Quoted(text_) + " does not fit into 64 bits");
    side = *together;
  }
  return sum;
}

std::int64_t Quantity::In(const Bindings& bindings) const {
  const Sum sum = SumIn(bindings);
  if (!sum.FitsSigned()) {
    throw std::overflow_error(Quoted(text_) + " lies outside -2^63 to 2^63 - 1");
  }
  return static_cast<std::int64_t>(sum.plus - sum.minus);
}

std::uint64_t Quantity::UnsignedIn(const Bindings& bindings) const {
  const Sum sum = SumIn(bindings);
  if (sum.IsNegative()) throw std::overflow_error(Quoted(text_) + " is below 0");
  return sum.plus - sum.minus;
}

bool Quantity::bound() const {
  return std::ranges::any_of(terms_,
                             [](const Term& term) { return term.unit != Term::Unit::kByte; });
}

Duration ParseDuration(std::string_view text) {
  struct UnitFacts {
    std::string_view name;
    std::uint64_t nanoseconds;
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
  const auto nanoseconds = Times(*number, facts->nanoseconds);
  if (nanoseconds.value_or(kMost) > kMostSigned)
    throw std::invalid_argument(Quoted(text) + " is longer than 292 years");
  return Duration(static_cast<std::int64_t>(*nanoseconds));
}

}  // namespace wfx
