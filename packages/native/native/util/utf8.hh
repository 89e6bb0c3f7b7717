#pragma once

#include <cstddef>
#include <cstdint>

namespace tsyncio {

// Whether these bytes are well-formed UTF-8: as text and back, they stay the same.
inline bool IsUtf8(const char* text, size_t length) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text);
  for (size_t i = 0; i < length;) {
    const uint8_t first = bytes[i];
    const size_t more = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (more == 0) {
      i++;
      continue;
    }
    if (first < 0xc2 || first > 0xf4 || i + more >= length) return false;
    // The second byte excludes what would be too long, a surrogate or beyond the last character.
    const uint8_t lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const uint8_t highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (bytes[i + 1] < lowest || bytes[i + 1] > highest) return false;
    for (size_t k = 2; k <= more; k++) {
      if ((bytes[i + k] & 0xc0) != 0x80) return false;
    }
    i += more + 1;
  }
  return true;
}

}  // namespace tsyncio
