#pragma once

#include "app/run/progressrecogniser.h"

namespace Flowcast {

/// " 9/25 Test  #9: parser ......   Passed    0.02 sec", with and without --progress.
class CtestRecogniser final : public ProgressRecogniser
{
public:
    [[nodiscard]] QByteArrayView firstBytes() const override { return " 0123456789T"; }
    [[nodiscard]] LineReading read(QByteArrayView line) const override;
    [[nodiscard]] bool isFrame() const override { return true; } // --output-on-failure
};

} // namespace Flowcast
