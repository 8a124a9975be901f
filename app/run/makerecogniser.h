#pragma once

#include "app/run/progressrecogniser.h"

namespace Flowcast {

/// "[ 45%] Building CXX object foo.o" from the makefiles that CMake writes. Steps of a hundred: make prints no counts.
class MakeRecogniser final : public ProgressRecogniser
{
public:
    [[nodiscard]] QByteArrayView firstBytes() const override { return "["; }
    [[nodiscard]] LineReading read(QByteArrayView line) const override;
};

} // namespace Flowcast
