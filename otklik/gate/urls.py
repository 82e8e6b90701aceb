"""The gate's addresses, below /account/."""

from django.urls import include, path

from otklik.gate.views import (
    absences,
    addresses,
    brand,
    entering_demo,
    language,
    passwords,
    profile,
    signing_in,
    signing_up,
)

gate = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("sign-up/", signing_up.sign_up, name="sign_up"),
    path("enter/<int:person_id>/", entering_demo.enter_as, name="enter_as"),
    path("forgotten/", passwords.forgotten, name="forgotten"),
    path("new-password/", passwords.new_password, name="new_password"),
    path("proof/", addresses.prove, name="prove"),
    path("proof/send/", addresses.send_proof, name="send_proof"),
    path("profile/", profile.profile, name="profile"),
    path("profile/notices/", profile.choose_notices, name="choose_notices"),
    path("profile/absences/", absences.add, name="add_absence"),
    path(
        "profile/absences/<int:absence_id>/",
        absences.withdraw,
        name="withdraw_absence",
    ),
    path("profile/password/", passwords.change_password, name="change_password"),
    path("profile/address/", addresses.change_address, name="change_address"),
    path("profile/end-sessions/", profile.end_other_sessions, name="end_sessions"),
]

urlpatterns = [
    path("", include((gate, "gate"))),
    # The layouts know these by names of their own.
    path("logo/<int:site_id>/<int:blob_id>/", brand.logo, name="site_logo"),
    path("language/", language.set_language, name="set_language"),
]
