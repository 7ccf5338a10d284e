// Appends JSON to a text, by hand: a record of ten thousand results is written in milliseconds.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wfx {

// Puts the commas. The caller opens and closes in pairs; keys only inside objects.
class JsonWriter {
 public:
  void Open(char bracket);
  void Close(char bracket);
  void Key(std::string_view key);
  // The next item starts on a line of its own, `indent` spaces in.
  void Break(int indent);

  // Bytes that are not UTF-8 become U+FFFD: a label some system reported must not make the whole
  // record unreadable.
  void Value(std::string_view text);
  void Value(const std::string& text) { Value(std::string_view(text)); }
  void Value(const char* text) { Value(std::string_view(text)); }
  void Value(bool value);
  void Value(double value);
  template <std::unsigned_integral T>
  requires(!std::same_as<T, bool>) void Value(T value) { Unsigned(value); }
  void Value(int value);
  void Value(const std::vector<std::string>& texts);
  // JSON made elsewhere.
  void Raw(std::string_view json);

  template <typename T>
  void Member(std::string_view key, const T& value) {
    Key(key);
    Value(value);
  }

  const std::string& text() const { return text_; }
  std::string Take() { return std::move(text_); }

 private:
  void Separate();
  void Unsigned(std::uint64_t value);
  void Quote(std::string_view text);

  std::string text_;
  bool comma_ = false;
  int indent_ = -1;
};

}  // namespace wfx
