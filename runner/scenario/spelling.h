// Finds what was probably meant by a misspelled word.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace wfx {

// The candidate nearest to `word`, or "" when none is near. Upper and lower case are near each
// other.
std::string_view Nearest(std::string_view word, std::span<const std::string_view> candidates);

// The end of a message about an unknown word: `; did you mean "length"?`, or, when nothing is near
// and the candidates are few, `; the keys are a, b and c`, where `plural` is "keys", or `; there is
// only "a"`. Otherwise "".
std::string Suggestion(std::string_view word, std::span<const std::string_view> candidates,
                       std::string_view plural);

// "a", "a and b", "a, b and c"; with another `last` word "a, b or c".
std::string Listed(std::span<const std::string_view> words, std::string_view last = "and");

// `text` between quotation marks, as it is.
std::string Quoted(std::string_view text);

}  // namespace wfx
