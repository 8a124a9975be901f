#pragma once

#include "app/run/progressrecogniser.h"

namespace Flowcast {

/// "[12/63] Building CXX object foo.o", ninja's default status.
class NinjaRecogniser final : public ProgressRecogniser
{
public:
    [[nodiscard]] QByteArrayView firstBytes() const override { return "["; }
    [[nodiscard]] LineReading read(QByteArrayView line) const override;
};

} // namespace Flowcast
